import type { Duration } from 'aws-cdk-lib';
import { GATEWAY_LABEL } from '../names.ts';
import { NETWORK_LOAD_BALANCER } from './network-load-balancer.ts';

/** What differs between gateways. */
export interface GatewayFabricProps {
  /** Class that Gateway objects name. */
  readonly gatewayClass: string;
  /** Service account of the controller. */
  readonly serviceAccount: string;
  /** How long a gateway's pod that is going away may live on for its open sockets. */
  readonly drainFor: Duration;
}

/** Values of the nginx-gateway-fabric chart: each Gateway gets two pods behind one network load balancer. */
export function gatewayFabricValues(props: GatewayFabricProps): Record<string, unknown> {
  return {
    nginxGateway: {
      gatewayClassName: props.gatewayClass,
      serviceAccount: { name: props.serviceAccount },
      replicas: 2,
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      productTelemetry: { enable: false },
    },
    nginx: {
      replicas: 2,
      pod: {
        terminationGracePeriodSeconds: props.drainFor.toSeconds(),
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchExpressions: [{ key: GATEWAY_LABEL, operator: 'Exists' }] },
          },
        ],
      },
      container: { resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } } },
      service: {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Cluster',
        patches: [
          { type: 'StrategicMerge', value: { metadata: { annotations: { ...NETWORK_LOAD_BALANCER } } } },
        ],
      },
    },
  };
}
