import { field, fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';

/** An address of the site, and what it leads to. */
export interface Entrance {
  readonly address: string;
  readonly backend: string;
  /** Ranges that may use it; none where everybody may. */
  readonly sources: readonly string[];
  readonly tls: boolean;
  /** Whether it is that one path only, and none below it. */
  readonly isExact: boolean;
  /** Full name of the object that declares it. */
  readonly ingress: string;
}

/** For whom an address is that leads to no pods, but elsewhere. */
export const NOBODY = 'nobody';

/** Which addresses lead where, by all Ingresses and routes. */
export function entrancesOf(platform: Platform): Entrance[] {
  const objects = [...platform.objects.values()];
  return [
    ...objects.filter(({ kind }) => kind === 'Ingress').flatMap(ofIngress),
    ...objects.filter(({ kind }) => kind === 'HTTPRoute').flatMap((route) => ofRoute(route, objects)),
  ];
}

const NGINX = 'nginx.ingress.kubernetes.io/';

/** Both names of one annotation. */
const SOURCE_RANGES = ['whitelist-source-range', 'allowlist-source-range'];

function annotation(object: KubernetesObject, key: string): string {
  return text(fields(field(object, 'metadata.annotations'))[`${NGINX}${key}`]);
}

function ofIngress(ingress: KubernetesObject): Entrance[] {
  const sources = SOURCE_RANGES.flatMap((key) => annotation(ingress, key).split(/[\s,]+/)).filter(Boolean);
  const isPlain = annotation(ingress, 'ssl-redirect') === 'false';
  const covered = items(ingress, 'spec.tls').map((tls) => items(tls, 'hosts').map((host) => text(host)));
  const entrance = (host: string, path: unknown, backend: string): Entrance => ({
    address: `${host || 'every name'}${text(path, 'path')}`,
    backend,
    sources,
    tls: !isPlain && covered.some((hosts) => hosts.length === 0 || hosts.includes(host)),
    isExact: text(path, 'pathType') === 'Exact',
    ingress: nameOf(ingress),
  });
  const fallback = text(ingress, 'spec.defaultBackend.service.name');
  return [
    ...items(ingress, 'spec.rules').flatMap((rule) =>
      items(rule, 'http.paths').map((path) =>
        entrance(text(rule, 'host'), path, text(path, 'backend.service.name')),
      ),
    ),
    ...(fallback ? [entrance('', {}, fallback)] : []),
  ];
}

function ofRoute(route: KubernetesObject, objects: readonly KubernetesObject[]): Entrance[] {
  const hosts = items(route, 'spec.hostnames').map((host) => text(host));
  const tls = items(route, 'spec.parentRefs').every((parent) => isEncrypted(parent, objects));
  return items(route, 'spec.rules').flatMap((rule) => {
    const matches = items(rule, 'matches').length > 0 ? items(rule, 'matches') : [{}];
    const backends = items(rule, 'backendRefs').map((backend) => text(backend, 'name'));
    return (backends.length > 0 ? backends : ['']).flatMap((backend) =>
      (hosts.length > 0 ? hosts : ['every name']).flatMap((host) =>
        matches.map((match) => ({
          address: `${host}${text(match, 'path.value') || '/'}`,
          backend,
          sources: backend === '' ? [NOBODY] : [],
          tls,
          isExact: text(match, 'path.type') === 'Exact',
          ingress: nameOf(route),
        })),
      ),
    );
  });
}

/** Whether the listener of a gateway that a route hangs on speaks TLS; unknown gateways are taken for such. */
function isEncrypted(parent: unknown, objects: readonly KubernetesObject[]): boolean {
  const gateway = objects.find(
    ({ kind, metadata }) => kind === 'Gateway' && metadata.name === text(parent, 'name'),
  );
  const section = text(parent, 'sectionName');
  return items(gateway, 'spec.listeners')
    .filter((listener) => section === '' || text(listener, 'name') === section)
    .every((listener) => text(listener, 'protocol') !== 'HTTP');
}
