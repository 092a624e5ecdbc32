import type { Duration } from 'aws-cdk-lib';
import { NETWORK_LOAD_BALANCER } from './network-load-balancer.ts';

/** What differs between ingress controllers. */
export interface IngressNginxProps {
  /** Class that Ingress objects name. */
  readonly ingressClass: string;
  /** How long a controller that is going away may live on for its open sockets. */
  readonly drainFor: Duration;
}

/**
 * Seconds in which the load balancer learns that a controller is going away: until then it sends new connections there,
 * which must still be taken.
 */
const NOTICE_SECONDS = 90;

/** Seconds that are left at the end: the controller waits 10 of them for itself. */
const SPARE_SECONDS = 15;

/** Values of the ingress-nginx chart: two controllers behind one network load balancer that keeps client addresses. */
export function ingressNginxValues(props: IngressNginxProps): Record<string, unknown> {
  const drainSeconds = props.drainFor.toSeconds();
  return {
    controller: {
      ingressClass: props.ingressClass,
      ingressClassResource: {
        name: props.ingressClass,
        enabled: true,
        default: false,
        controllerValue: 'k8s.io/ingress-nginx',
      },
      replicaCount: 2,
      minAvailable: null,
      maxUnavailable: 1,
      terminationGracePeriodSeconds: drainSeconds,
      extraArgs: { 'shutdown-grace-period': String(NOTICE_SECONDS) },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'topology.kubernetes.io/zone',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: {
            matchLabels: {
              'app.kubernetes.io/name': 'ingress-nginx',
              'app.kubernetes.io/component': 'controller',
            },
          },
        },
      ],
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
      service: {
        annotations: { ...NETWORK_LOAD_BALANCER },
      },
      config: {
        // The load balancer adds no header, so one that says where it came from was written by the client.
        'use-forwarded-headers': 'false',
        hsts: 'true',
        'hsts-max-age': '31536000',
        'hsts-include-subdomains': 'true',
        'server-tokens': 'false',
        'ssl-protocols': 'TLSv1.2 TLSv1.3',
        'worker-shutdown-timeout': `${drainSeconds - NOTICE_SECONDS - SPARE_SECONDS}s`,
      },
      allowSnippetAnnotations: false,
      // A certificate from cert-manager needs no jobs that write secrets.
      admissionWebhooks: { enabled: true, certManager: { enabled: true }, patch: { enabled: false } },
    },
  };
}
