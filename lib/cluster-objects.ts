import type * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { Cluster } from './cluster.ts';

/** Properties of the cluster-scoped objects. */
export interface ClusterObjectsProps {
  /** The cluster, once it is `ready`, with the EBS CSI driver and cert-manager among its add-ons. */
  readonly cluster: Cluster;
  /** Name of the default storage class. */
  readonly storageClass: string;
  /** Certificate issuer: its name, and where Let's Encrypt writes. */
  readonly issuer: { readonly name: string; readonly email: string };
  /** Region of the cluster. */
  readonly region: string;
  /** Zone in which certificates are proven. */
  readonly zone: route53.IPublicHostedZone;
}

/**
 * The two cluster-scoped objects that only this half can write: the storage class belongs to the driver, and the
 * issuer names the zone by an id that nobody knows before it is deployed.
 */
export class ClusterObjects extends Construct {
  constructor(scope: Construct, id: string, props: ClusterObjectsProps) {
    super(scope, id);
    const { cluster, issuer, zone } = props;
    const storageClass = cluster.cluster.addManifest('storage-class', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name: props.storageClass,
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      },
      provisioner: 'ebs.csi.aws.com',
      reclaimPolicy: 'Retain',
      allowVolumeExpansion: true,
      volumeBindingMode: 'WaitForFirstConsumer',
      parameters: { type: 'gp3', encrypted: 'true', 'csi.storage.k8s.io/fstype': 'ext4' },
    });
    storageClass.node.addDependency(cluster.addOn('EbsCsi'));

    const clusterIssuer = cluster.cluster.addManifest('cluster-issuer', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name: issuer.name },
      spec: {
        acme: {
          server: 'https://acme-v02.api.letsencrypt.org/directory',
          email: issuer.email,
          privateKeySecretRef: { name: `${issuer.name}-account` },
          solvers: [
            {
              selector: { dnsZones: [zone.zoneName] },
              dns01: { route53: { region: props.region, hostedZoneID: zone.hostedZoneId } },
            },
          ],
        },
      },
    });
    clusterIssuer.node.addDependency(cluster.addOn('cert-manager'));
  }
}
