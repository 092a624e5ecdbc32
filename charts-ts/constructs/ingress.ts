import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CLUSTER_OBJECTS } from '../../lib/names.ts';
import { certificateOf } from './certificate.ts';
import type { EntranceProps } from './entrance.ts';
import { labelsOf } from './labels.ts';

/** Seconds that a WebSocket may be silent: clients report their last tick each second. */
const SOCKET_SECONDS = 3600;

/** An address no client has: a list of permitted sources that permits nobody. */
const NOBODY = '127.0.0.1/32';

/** Entrance by the NGINX Ingress Controller, with a certificate of Let's Encrypt by cert-manager. */
export class NginxEntrance extends Construct {
  constructor(scope: Construct, id: string, props: EntranceProps) {
    super(scope, id);
    const { className = CLUSTER_OBJECTS.ingressClass, issuer = CLUSTER_OBJECTS.clusterIssuer } = props;
    const tls = [{ hosts: [props.host], secretName: certificateOf(props.name) }];
    new k8s.KubeIngress(this, 'public', {
      metadata: {
        name: props.name,
        labels: labelsOf(props.name),
        annotations: {
          'cert-manager.io/cluster-issuer': issuer,
          'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
          'nginx.ingress.kubernetes.io/proxy-read-timeout': String(SOCKET_SECONDS),
          'nginx.ingress.kubernetes.io/proxy-send-timeout': String(SOCKET_SECONDS),
          // Pictures go to S3 by themselves; the largest request of ours is a small JSON.
          'nginx.ingress.kubernetes.io/proxy-body-size': '256k',
          // A whole classroom plays behind one address: these stop floods, not classes.
          'nginx.ingress.kubernetes.io/limit-connections': '600',
          'nginx.ingress.kubernetes.io/limit-rps': '150',
          'nginx.ingress.kubernetes.io/limit-burst-multiplier': '5',
          // A pod that goes is left for the next one, but only by requests that change nothing.
          'nginx.ingress.kubernetes.io/proxy-next-upstream': 'error timeout http_503',
          'nginx.ingress.kubernetes.io/proxy-connect-timeout': '3',
        },
      },
      spec: { ingressClassName: className, tls, rules: [rule(props, ['/'])] },
    });
    if (props.privatePaths && props.privatePaths.length > 0) {
      new k8s.KubeIngress(this, 'private', {
        metadata: {
          name: `${props.name}-private`,
          labels: labelsOf(props.name),
          annotations: { 'nginx.ingress.kubernetes.io/whitelist-source-range': NOBODY },
        },
        spec: {
          ingressClassName: className,
          tls,
          rules: [rule(props, props.privatePaths)],
        },
      });
    }
  }
}

function rule(props: EntranceProps, paths: readonly string[]): k8s.IngressRule {
  return {
    host: props.host,
    http: {
      paths: paths.map((path) => ({
        path,
        pathType: 'Prefix',
        backend: { service: { name: props.name, port: { number: props.port } } },
      })),
    },
  };
}
