import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { CLUSTER_OBJECTS, NAMESPACES, WORKLOADS } from '../../lib/names.ts';
import { certificateOf } from './certificate.ts';
import type { EntranceProps } from './entrance.ts';
import { labelsOf } from './labels.ts';

const API_VERSION = 'gateway.networking.k8s.io/v1';

/** The gateway of our own site. */
const GATEWAY = { name: WORKLOADS.gateway, namespace: NAMESPACES.ingress };

/** A year, in seconds: browsers come back by TLS alone. */
const HSTS = 'max-age=31536000; includeSubDomains';

/**
 * Entrance by Gateway API, the successor of Ingress: a Gateway in the entrance's namespace and routes in the site's own.
 * The gateway's pods run beside the Gateway, as NGINX Gateway Fabric has them. Rate limits and body sizes are not part
 * of the API: they are policies of each implementation and not written here.
 */
export class GatewayEntrance extends Construct {
  constructor(scope: Construct, id: string, props: EntranceProps) {
    super(scope, id);
    const { name, host, className = CLUSTER_OBJECTS.ingressClass } = props;
    const { issuer = CLUSTER_OBJECTS.clusterIssuer, gateway = GATEWAY } = props;
    const { namespace = NAMESPACES.app } = Chart.of(this);
    new ApiObject(this, 'gateway', {
      apiVersion: API_VERSION,
      kind: 'Gateway',
      metadata: {
        ...gateway,
        labels: labelsOf(gateway.name),
        annotations: { 'cert-manager.io/cluster-issuer': issuer },
      },
      spec: {
        gatewayClassName: className,
        listeners: [
          {
            name: 'http',
            port: 80,
            protocol: 'HTTP',
            hostname: host,
            allowedRoutes: routesFrom(namespace),
          },
          {
            name: 'https',
            port: 443,
            protocol: 'HTTPS',
            hostname: host,
            tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: certificateOf(name) }] },
            allowedRoutes: routesFrom(namespace),
          },
        ],
      },
    });
    const route = (as: string, listener: string, rules: readonly object[]) =>
      this.route(as, { ...gateway, sectionName: listener }, host, rules);
    route(`${name}-redirect`, 'http', [
      { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] },
    ]);
    const hsts = {
      type: 'ResponseHeaderModifier',
      responseHeaderModifier: { set: [{ name: 'Strict-Transport-Security', value: HSTS }] },
    };
    // The longer path wins: what is private leads to the front page, whatever it is called with.
    const home = { path: { type: 'ReplaceFullPath', replaceFullPath: '/' }, statusCode: 302 };
    route(name, 'https', [
      ...(props.privatePaths ?? []).map((path) => ({
        matches: [{ path: { type: 'PathPrefix', value: path } }],
        filters: [{ type: 'RequestRedirect', requestRedirect: home }],
      })),
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        filters: [hsts],
        // Zero is without end: a socket lasts as long as a match and the lobby around it.
        timeouts: { request: '0s' },
        backendRefs: [{ name, port: props.port }],
      },
    ]);
  }

  private route(name: string, parent: object, host: string, rules: readonly object[]): void {
    new ApiObject(this, name, {
      apiVersion: API_VERSION,
      kind: 'HTTPRoute',
      metadata: { name, labels: labelsOf(name) },
      spec: {
        parentRefs: [parent],
        hostnames: [host],
        rules: [...rules],
      },
    });
  }
}

function routesFrom(namespace: string): object {
  return {
    namespaces: {
      from: 'Selector',
      selector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    },
  };
}
