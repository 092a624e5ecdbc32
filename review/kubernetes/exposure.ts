import { isDeepStrictEqual } from 'node:util';
import type { Consequence } from '../consequence.ts';
import { type Fields, field, fields, items, text } from '../field.ts';
import { isWithin } from '../network/address.ts';
import { type KubernetesObject, nameOf, type Platform } from '../platform.ts';
import { imageOrigins } from './image-origin.ts';
import { plainSecrets } from './plain-secret.ts';
import { podTemplateOf, privilegesOf } from './pod-template.ts';
import { siteConsequences } from './site.ts';

/** What opens towards the outside, or towards the nodes, between two platforms. */
export function exposureConsequences(base: Platform, head: Platform): Consequence[] {
  return [
    ...[...head.objects.values()].flatMap((object) => {
      const before = base.objects.get(nameOf(object));
      return [
        ...openedService(before, object),
        ...gainedPrivileges(before, object),
        ...loosenedNamespace(before, object),
        ...interceptor(before, object),
      ];
    }),
    ...siteConsequences(base, head),
    ...plainSecrets(base, head),
    ...imageOrigins(base, head),
  ];
}

const OUTWARD = new Set(['LoadBalancer', 'NodePort']);

/** A way to a Service from outside of the cluster, past the ingress, and for whom it is. */
interface WayIn {
  readonly way: string;
  readonly source: string;
}

function waysIn(service: KubernetesObject | undefined): WayIn[] {
  const type = text(service, 'spec.type');
  const sources = items(service, 'spec.loadBalancerSourceRanges').map((range) => text(range));
  const internal = INTERNAL.some((key) => /^(true|internal)$/.test(annotation(service, key)));
  return [
    ...(OUTWARD.has(type) ? (sources.length > 0 ? sources : ['0.0.0.0/0']) : []).map((source) => ({
      way: `a ${type}${internal ? ' in the VPC' : ''}`,
      source,
    })),
    ...items(service, 'spec.externalIPs').map((address) => ({
      way: `external address ${text(address)}`,
      source: '0.0.0.0/0',
    })),
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
  const before = waysIn(base);
  const opened = waysIn(head).filter(
    ({ way, source }) => !before.some((other) => other.way === way && isWithin(source, other.source)),
  );
  if (opened.length === 0) return [];
  const ports = items(head, 'spec.ports').map((port) => text(port, 'port'));
  const because = `port ${ports.join(', ')} opens outside of the cluster, past the ingress: ${opened.map(({ way, source }) => `${way} for ${source}`).join(', ')}`;
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

/** Whoever answers for a webhook sees every object, and may change it. */
function interceptor(base: KubernetesObject | undefined, head: KubernetesObject): Consequence[] {
  if (!/^(Mutating|Validating)(WebhookConfiguration|AdmissionPolicy)$|^APIService$/.test(head.kind))
    return [];
  const because = 'whoever answers for it sees every object that is written, and may refuse or change it';
  return isDeepStrictEqual(base, head) ? [] : [{ fate: 'authority-widened', subject: nameOf(head), because }];
}

/** Pod Security levels, the strictest last. */
const LEVELS = ['', 'privileged', 'baseline', 'restricted'];

function loosenedNamespace(base: KubernetesObject | undefined, head: KubernetesObject): Consequence[] {
  if (head.kind !== 'Namespace') return [];
  const level = (object: Fields) => {
    const labels = field(object, 'metadata.labels') as Fields | undefined;
    return text(labels?.['pod-security.kubernetes.io/enforce']);
  };
  const [before, after] = [base ? level(base) : 'restricted', level(head)];
  if (LEVELS.indexOf(after) >= LEVELS.indexOf(before)) return [];
  const because = `Pod Security ${before} → ${after || 'none'}: its pods may become more than ${before}`;
  return [{ fate: 'privilege-gained', subject: nameOf(head), because }];
}
