import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type { Choices } from '../environment.ts';
import { FOREIGN_NAMESPACES } from '../names.ts';
import { serviceDomain } from '../service-domain.ts';
import type { ServiceAccountRef } from '../workload-role.ts';
import { ControllerChart } from './controller-chart.ts';
import { gatewayFabricValues } from './gateway-fabric.ts';
import { ingressNginxValues } from './ingress-nginx.ts';
import { loadBalancerAuthority } from './load-balancer.ts';
import { CHARTS } from './versions.ts';

/** A controller's service account and the fixed name of its role. */
export interface ControllerIdentity {
  readonly serviceAccount: ServiceAccountRef;
  readonly roleName: string;
}

/** Properties of the cluster's controllers. */
export interface ControllersProps {
  /** Name of the cluster, of which load balancers and records of the zone bear the mark. */
  readonly clusterName: string;
  /** Partition of the region: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** Region of the cluster, for example `eu-west-1`. */
  readonly region: string;
  /** AWS account of the cluster, 12 digits. */
  readonly account: string;
  /** ARN of the VPC in which load balancers are made. */
  readonly vpcArn: string;
  /** Zone in which certificates are proven and addresses are written. */
  readonly zone: route53.IPublicHostedZone;
  /**
   * What leads from outside into the cluster. For `gateway`, the definitions of Gateway API must be in the cluster before:
   * its controllers do not start without them.
   * @default 'ingress', by the NGINX Ingress Controller
   */
  readonly entrance?: Choices['entrance'];
  /** Namespace of the ingress controller. A gateway's pods run where its Gateway is. */
  readonly ingressNamespace: string;
  /** Class of the ingress controller, or of gateways. */
  readonly ingressClass: string;
  /** First part of the secrets that may be read, for example `playcode/production/`. */
  readonly secretsPrefix: string;
  /** Key of those secrets. */
  readonly secretsKey: kms.IKey;
  /** Service accounts of those that talk to AWS, and the names of their roles, of which an account has one each. */
  readonly identities: Readonly<
    Record<'loadBalancer' | 'certManager' | 'externalDns' | 'externalSecrets', ControllerIdentity>
  >;
}

/** Small controllers: what they ask for, and the most memory they get. */
const SMALL = { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } };

/** How long what leads into the cluster may live on for its open sockets when it goes away. */
const DRAIN_FOR = Duration.minutes(5);

/** Has cert-manager look at Gateways, too. */
const GATEWAYS_TOO = {
  apiVersion: 'controller.config.cert-manager.io/v1alpha1',
  kind: 'ControllerConfiguration',
  enableGatewayAPI: true,
};

function ingressNginx({ ingressNamespace, ingressClass }: ControllersProps): ControllerChart {
  return new ControllerChart({
    name: 'ingress-nginx',
    source: CHARTS.ingressNginx,
    serviceAccount: { namespace: ingressNamespace, name: 'ingress-nginx' },
    values: () => ingressNginxValues({ ingressClass, drainFor: DRAIN_FOR }),
    // Its Service wants the load balancer controller, its webhook a certificate.
    after: ['aws-load-balancer-controller', 'cert-manager'],
  });
}

function gatewayFabric({ ingressClass }: ControllersProps): ControllerChart {
  const name = 'nginx-gateway-fabric';
  return new ControllerChart({
    name,
    source: CHARTS.gatewayFabric,
    serviceAccount: { namespace: FOREIGN_NAMESPACES.gateway, name },
    values: () =>
      gatewayFabricValues({ gatewayClass: ingressClass, serviceAccount: name, drainFor: DRAIN_FOR }),
    after: ['aws-load-balancer-controller'],
  });
}

/** What every cluster of ours runs beside the EKS add-ons, each with no more authority than it needs. */
export function controllers(props: ControllersProps): ControllerChart[] {
  const { clusterName, zone, identities } = props;
  const byGateway = props.entrance === 'gateway';
  const identity = ({ serviceAccount, roleName }: ControllerIdentity, description: string) => ({
    serviceAccount,
    role: { roleName, description },
  });
  const loadBalancer = identity(identities.loadBalancer, 'Load balancer of the ingress');
  const certManager = identity(identities.certManager, 'DNS-01 challenges in the zone');
  const externalDns = identity(identities.externalDns, 'Addresses of the ingress in the zone');
  const externalSecrets = identity(identities.externalSecrets, 'Secrets of this environment');
  return [
    new ControllerChart({
      name: 'metrics-server',
      source: CHARTS.metricsServer,
      serviceAccount: { namespace: 'kube-system', name: 'metrics-server' },
      values: () => ({
        replicas: 2,
        podDisruptionBudget: { enabled: true, minAvailable: null, maxUnavailable: 1 },
      }),
    }),
    new ControllerChart({
      name: 'aws-load-balancer-controller',
      source: CHARTS.loadBalancer,
      serviceAccount: loadBalancer.serviceAccount,
      role: { ...loadBalancer.role, statements: loadBalancerAuthority(props) },
      values: ({ region, vpcId, serviceAccount }) => ({
        clusterName,
        region,
        vpcId,
        serviceAccount,
        replicaCount: 2,
        // One Service of ours wants a load balancer and says so: nothing else is to get one.
        enableServiceMutatorWebhook: false,
        createIngressClassResource: false,
        enableShield: false,
        enableWaf: false,
        enableWafv2: false,
        resources: SMALL,
      }),
    }),
    new ControllerChart({
      name: 'cert-manager',
      source: CHARTS.certManager,
      serviceAccount: certManager.serviceAccount,
      role: {
        ...certManager.role,
        statements: [
          new iam.PolicyStatement({
            sid: 'ChallengesOnly',
            actions: ['route53:ChangeResourceRecordSets'],
            resources: [zone.hostedZoneArn],
            conditions: {
              'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'] },
              'ForAllValues:StringLike': {
                'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
                  `_acme-challenge.*${zone.zoneName}`,
                ],
              },
            },
          }),
          new iam.PolicyStatement({
            sid: 'WaitForTheChange',
            actions: ['route53:GetChange'],
            resources: [`arn:${props.partition}:route53:::change/*`],
          }),
        ],
      },
      values: ({ serviceAccount }) => ({
        crds: { enabled: true, keep: true },
        serviceAccount,
        resources: SMALL,
        webhook: { resources: SMALL },
        cainjector: { resources: SMALL },
        ...(byGateway && { config: GATEWAYS_TOO }),
        // The pod reads its token file as group 1001, which the mutated volume is owned by.
        securityContext: { fsGroup: 1001 },
        // Asks the zone's own servers: the VPC's resolver would answer from its cache.
        extraArgs: [
          '--dns01-recursive-nameservers-only',
          '--dns01-recursive-nameservers=1.1.1.1:53,8.8.8.8:53',
        ],
      }),
      after: ['aws-load-balancer-controller'],
    }),
    byGateway ? gatewayFabric(props) : ingressNginx(props),
    new ControllerChart({
      name: 'external-dns',
      source: CHARTS.externalDns,
      serviceAccount: externalDns.serviceAccount,
      role: {
        ...externalDns.role,
        statements: [
          new iam.PolicyStatement({
            sid: 'AddressesOnly',
            actions: ['route53:ChangeResourceRecordSets'],
            resources: [zone.hostedZoneArn],
            conditions: {
              'ForAllValues:StringEquals': {
                'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'TXT'],
                'route53:ChangeResourceRecordSetsActions': ['CREATE', 'UPSERT'],
              },
            },
          }),
          new iam.PolicyStatement({
            sid: 'ReadTheZone',
            actions: ['route53:ListResourceRecordSets', 'route53:ListTagsForResources'],
            resources: [zone.hostedZoneArn],
          }),
          new iam.PolicyStatement({
            sid: 'FindTheZone',
            actions: ['route53:ListHostedZones'],
            resources: ['*'],
          }),
        ],
      },
      values: ({ serviceAccount }) => ({
        serviceAccount,
        provider: { name: 'aws' },
        sources: [byGateway ? 'gateway-httproute' : 'ingress'],
        policy: 'upsert-only',
        registry: 'txt',
        // A label of its own: put before the name, it would make of the zone's own name one outside of the zone, and the
        // site's address would be nobody's, never to be changed.
        txtPrefix: 'owner-%{record_type}.',
        txtOwnerId: clusterName,
        domainFilters: [zone.zoneName],
        extraArgs: [`--zone-id-filter=${zone.hostedZoneId}`],
        resources: SMALL,
      }),
      after: ['aws-load-balancer-controller'],
    }),
    new ControllerChart({
      name: 'external-secrets',
      source: CHARTS.externalSecrets,
      serviceAccount: externalSecrets.serviceAccount,
      role: {
        ...externalSecrets.role,
        statements: [
          new iam.PolicyStatement({
            sid: 'SecretsOfThisEnvironment',
            actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
            resources: [
              `arn:${props.partition}:secretsmanager:${props.region}:${props.account}:secret:${props.secretsPrefix}*`,
            ],
          }),
          new iam.PolicyStatement({
            sid: 'TheirKey',
            actions: ['kms:Decrypt'],
            resources: [props.secretsKey.keyArn],
            conditions: {
              StringEquals: {
                'kms:ViaService': `secretsmanager.${props.region}.${serviceDomain(props.region)}`,
              },
            },
          }),
        ],
      },
      values: ({ serviceAccount }) => ({
        installCRDs: true,
        serviceAccount,
        resources: SMALL,
        webhook: { resources: SMALL },
        certController: { resources: SMALL },
      }),
      after: ['aws-load-balancer-controller'],
    }),
  ];
}
