import type { Consequence } from '../consequence.ts';
import { type Fields, field, fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { imageOrigins } from './image-origin.ts';
import { podTemplateOf, privilegesOf } from './pod-template.ts';

/** What opens towards the outside, or towards the nodes, between two platforms. */
export function exposureConsequences(base: Platform, head: Platform): Consequence[] {
  return [
    ...[...head.objects.values()].flatMap((object) => {
      const before = base.objects.get(nameOf(object));
      return [
        ...openedService(before, object),
        ...gainedPrivileges(before, object),
        ...loosenedNamespace(before, object),
      ];
    }),
    ...openedSite(base, head),
    ...imageOrigins(base, head),
  ];
}

const OUTWARD = new Set(['LoadBalancer', 'NodePort']);

/** Where a Service is reached from outside of the cluster, past the ingress. */
function waysIn(service: KubernetesObject | undefined): string[] {
  const type = text(service, 'spec.type');
  const sources = items(service, 'spec.loadBalancerSourceRanges').map((range) => text(range));
  const internal = INTERNAL.some((key) => /^(true|internal)$/.test(annotation(service, key)));
  return [
    ...(OUTWARD.has(type)
      ? (sources.length > 0 ? sources : ['anywhere']).map(
          (source) => `a ${type} for ${source}${internal ? ' in the VPC' : ''}`,
        )
      : []),
    ...items(service, 'spec.externalIPs').map((address) => `external address ${text(address)}`),
  ];
}

const INTERNAL = [
  'service.beta.kubernetes.io/aws-load-balancer-scheme',
  'service.beta.kubernetes.io/aws-load-balancer-internal',
];

function annotation(object: KubernetesObject | undefined, key: string): string {
  return text(fields(field(object, 'metadata.annotations'))[key]);
}

function openedService(base: KubernetesObject | undefined, head: KubernetesObject): Consequence[] {
  if (head.kind !== 'Service') return [];
  const before = new Set(waysIn(base));
  const opened = waysIn(head).filter((way) => !before.has(way));
  if (opened.length === 0) return [];
  const ports = items(head, 'spec.ports').map((port) => text(port, 'port'));
  const because = `port ${ports.join(', ')} opens outside of the cluster, past the ingress: ${opened.join(', ')}`;
  return [{ fate: 'access-opened', subject: nameOf(head), because }];
}

function gainedPrivileges(base: KubernetesObject | undefined, head: KubernetesObject): Consequence[] {
  const template = podTemplateOf(head);
  if (!template) return [];
  const before = base ? privilegesOf(podTemplateOf(base) ?? {}) : new Set<string>();
  const gained = [...privilegesOf(template)].filter((privilege) => !before.has(privilege));
  if (gained.length === 0) return [];
  return [
    { fate: 'privilege-gained', subject: nameOf(head), because: `its pods gain: ${gained.join(', ')}` },
  ];
}

/** Pod Security levels, the strictest last. */
const LEVELS = ['', 'privileged', 'baseline', 'restricted'];

function loosenedNamespace(base: KubernetesObject | undefined, head: KubernetesObject): Consequence[] {
  if (head.kind !== 'Namespace' || !base) return [];
  const level = (object: Fields) => {
    const labels = field(object, 'metadata.labels') as Fields | undefined;
    return text(labels?.['pod-security.kubernetes.io/enforce']);
  };
  const [before, after] = [level(base), level(head)];
  if (LEVELS.indexOf(after) >= LEVELS.indexOf(before)) return [];
  const because = `Pod Security ${before} → ${after || 'none'}: its pods may become more than ${before}`;
  return [{ fate: 'privilege-gained', subject: nameOf(head), because }];
}

const SOURCE_RANGE = 'nginx.ingress.kubernetes.io/whitelist-source-range';
const REDIRECT = 'nginx.ingress.kubernetes.io/ssl-redirect';

interface Entrance {
  readonly address: string;
  readonly backend: string;
  /** Ranges that may use it; none where everybody may. */
  readonly sources: readonly string[];
  readonly tls: boolean;
  readonly ingress: string;
}

/** What each address of the site leads to, and who may use it. */
function entrancesOf(platform: Platform): Entrance[] {
  return [...platform.objects.values()]
    .filter(({ kind }) => kind === 'Ingress')
    .flatMap((ingress) =>
      items(ingress, 'spec.rules').flatMap((rule) =>
        items(rule, 'http.paths').map((path) => ({
          address: `${text(rule, 'host')}${text(path, 'path')}`,
          backend: text(path, 'backend.service.name'),
          sources: annotation(ingress, SOURCE_RANGE)
            .split(/[\s,]+/)
            .filter(Boolean),
          tls: items(ingress, 'spec.tls').length > 0 && annotation(ingress, REDIRECT) !== 'false',
          ingress: nameOf(ingress),
        })),
      ),
    );
}

function openedSite(base: Platform, head: Platform): Consequence[] {
  const [before, after] = [entrancesOf(base), entrancesOf(head)];
  const opened = before
    .filter(({ sources }) => sources.length > 0)
    .flatMap(({ address, ingress, backend, sources }): Consequence[] => {
      const now = after.filter((each) => each.address === address);
      const more = now.flatMap((each) => each.sources).filter((source) => !sources.includes(source));
      if (now.some((each) => each.sources.length > 0) && more.length === 0) return [];
      const because =
        more.length > 0
          ? `${address} of ${backend} was for ${sources.join(', ')} and is for ${more.join(', ')}, too`
          : `${address} of ${backend} was closed to the outside and is no longer`;
      return [{ fate: 'access-opened', subject: ingress, because }];
    });
  const served = new Set(before.map(({ backend }) => backend));
  const entered = after
    .filter(({ sources, backend }) => sources.length === 0 && !served.has(backend))
    .map(({ address, ingress, backend }): Consequence => {
      return {
        fate: 'access-opened',
        subject: ingress,
        because: `${address} leads to ${backend}, which nobody outside reached`,
      };
    });
  const plain = after
    .filter(({ tls, ingress }) => !tls && before.some((was) => was.tls && was.ingress === ingress))
    .map(({ address, ingress }): Consequence => {
      return { fate: 'protection-dropped', subject: ingress, because: `${address} is served without TLS` };
    });
  // An Ingress that is no longer declared goes on: nobody deletes it.
  const closed = before
    .filter(({ address, ingress, sources }) => {
      if (sources.length > 0) return false;
      const own = after.filter((each) => each.ingress === ingress);
      return own.length > 0 && !after.some((each) => each.address === address);
    })
    .map(({ address, ingress, backend }): Consequence => {
      return { fate: 'stopped', subject: ingress, because: `${address} leads to ${backend} no more` };
    });
  const narrowed = before
    .filter(({ sources }) => sources.length === 0)
    .flatMap(({ address, ingress }): Consequence[] => {
      const now = after.filter((each) => each.address === address);
      if (now.length === 0 || now.some(({ sources }) => sources.length === 0)) return [];
      const sources = [...new Set(now.flatMap((each) => each.sources))].join(', ');
      return [
        { fate: 'stopped', subject: ingress, because: `${address} was for everybody and is for ${sources}` },
      ];
    });
  return [...opened, ...entered, ...plain, ...closed, ...narrowed];
}
