import type { Consequence } from '../consequence.ts';
import { type Fields, field, items, text } from '../field.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
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
  ];
}

const OUTWARD = new Set(['LoadBalancer', 'NodePort']);

function openedService(base: KubernetesObject | undefined, head: KubernetesObject): Consequence[] {
  if (head.kind !== 'Service') return [];
  const [before, after] = [text(base, 'spec.type'), text(head, 'spec.type')];
  if (!OUTWARD.has(after) || before === after) return [];
  const ports = items(head, 'spec.ports').map((port) => text(port, 'port'));
  const because = `${before || 'no Service'} → ${after}: port ${ports.join(', ')} opens outside of the cluster, past the ingress`;
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

interface Entrance {
  readonly address: string;
  readonly backend: string;
  readonly closed: boolean;
  readonly tls: boolean;
  readonly ingress: string;
}

/** What each address of the site leads to, and whether only some may use it. */
function entrancesOf(platform: Platform): Entrance[] {
  return [...platform.objects.values()]
    .filter(({ kind }) => kind === 'Ingress')
    .flatMap((ingress) => {
      const annotations = field(ingress, 'metadata.annotations') as Fields | undefined;
      return items(ingress, 'spec.rules').flatMap((rule) =>
        items(rule, 'http.paths').map((path) => ({
          address: `${text(rule, 'host')}${text(path, 'path')}`,
          backend: text(path, 'backend.service.name'),
          closed: text(annotations?.[SOURCE_RANGE]) !== '',
          tls: items(ingress, 'spec.tls').length > 0,
          ingress: nameOf(ingress),
        })),
      );
    });
}

function openedSite(base: Platform, head: Platform): Consequence[] {
  const [before, after] = [entrancesOf(base), entrancesOf(head)];
  const opened = before
    .filter(({ closed, address }) => closed && !after.some((now) => now.closed && now.address === address))
    .map(({ address, ingress, backend }): Consequence => {
      const because = `${address} of ${backend} was closed to the outside and is no longer`;
      return { fate: 'access-opened', subject: ingress, because };
    });
  const served = new Set(before.map(({ backend }) => backend));
  const entered = after
    .filter(({ closed, backend }) => !closed && !served.has(backend))
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
  return [...opened, ...entered, ...plain];
}
