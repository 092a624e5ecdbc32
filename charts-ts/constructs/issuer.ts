import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Environment } from '../../lib/environment.ts';
import { CLUSTER_OBJECTS } from '../../lib/names.ts';
import { labelsOf } from './labels.ts';

/** cert-manager's issuer of the site's certificate: Let's Encrypt, proven by a DNS record in the site's zone. */
export class Issuer extends Construct {
  constructor(scope: Construct, id: string, props: { readonly environment: Environment }) {
    super(scope, id);
    const { environment } = props;
    const name = CLUSTER_OBJECTS.clusterIssuer;
    new ApiObject(this, 'issuer', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        acme: {
          server: 'https://acme-v02.api.letsencrypt.org/directory',
          email: environment.operatorEmail,
          privateKeySecretRef: { name: `${name}-account` },
          solvers: [
            {
              selector: { dnsZones: [environment.domain] },
              dns01: { route53: { region: environment.region } },
            },
          ],
        },
      },
    });
  }
}
