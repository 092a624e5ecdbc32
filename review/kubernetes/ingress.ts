import type { Consequence } from '../consequence.ts';
import { text } from '../field.ts';
import type { Finding } from '../finding.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';

const NGINX = 'nginx.ingress.kubernetes.io/';
const ISSUER = 'cert-manager.io/cluster-issuer';

/** Seconds after which nginx gives up where nothing is said. */
const USUAL_TIMEOUT = 60;

/** What annotations do that one of the two has and the other has not, or otherwise. An absent one is empty. */
const RULES: readonly {
  readonly key: RegExp;
  readonly found: (before: string, after: string) => Finding | undefined;
}[] = [
  {
    key: /-snippet$/,
    found: (_, after) =>
      after === ''
        ? undefined
        : [
            'authority-widened',
            'what stands there becomes configuration of the controller, which reads every certificate',
          ],
  },
  {
    key: /\/limit-(rps|rpm|connections)$/,
    found: (before, after) => {
      const [was, is] = [Number(before), Number(after)];
      if (was > 0 && is === 0) return ['protection-dropped', 'one address may ask as often as it likes'];
      return was > 0 && is < was / 2
        ? ['stopped', `players who share an address are refused beyond ${is}, was: ${was}`]
        : undefined;
    },
  },
  {
    key: /\/limit-(whitelist|allowlist)$/,
    found: (_, after) => (after === '' ? undefined : ['protection-dropped', `no limit holds for ${after}`]),
  },
  {
    key: /\/mirror-target$/,
    found: (_, after) =>
      after === ''
        ? undefined
        : ['access-opened', `whatever players send, their sessions included, is sent to ${after}, too`],
  },
  {
    key: /\/auth-(url|signin|type|secret)$/,
    found: (_, after) => (after === '' ? undefined : ['stopped', `players must first be let in by ${after}`]),
  },
  {
    key: /\/(denylist|blacklist)-source-range$/,
    found: (_, after) => (after === '' ? undefined : ['stopped', `players of ${after} are refused`]),
  },
  {
    key: /\/backend-protocol$/,
    found: (before, after) =>
      (before || 'HTTP') === (after || 'HTTP')
        ? undefined
        : ['stopped', `it speaks ${after || 'HTTP'} to its pods, was: ${before || 'HTTP'}`],
  },
  {
    key: /\/enable-cors$/,
    found: (_, after) =>
      after === 'true' ? ['access-opened', 'scripts of other sites may use it'] : undefined,
  },
  {
    key: /\/proxy-(read|send)-timeout$/,
    found: (before, after) =>
      Number(after || USUAL_TIMEOUT) < Math.min(USUAL_TIMEOUT, Number(before || USUAL_TIMEOUT))
        ? ['stopped', `a socket that is quiet for ${after} s is cut`]
        : undefined,
  },
  {
    key: /\/(permanent-redirect|temporal-redirect|app-root|rewrite-target|upstream-vhost)$/,
    found: (_, after) =>
      after === ''
        ? undefined
        : ['stopped', `it no longer leads to the page that was asked for, but to ${after}`],
  },
  {
    key: /^cert-manager\.io\/(cluster-)?issuer$/,
    found: (before, after) =>
      before !== '' && after === '' ? ['stopped', 'nobody renews its certificate'] : undefined,
  },
];

/** What other annotations, or another class, of an Ingress do. */
export function ingressConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  if (head.kind !== 'Ingress') return [];
  const [before, after] = [base, head].map(
    (object) => object.metadata.annotations as Record<string, unknown>,
  );
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const otherClass = classOf(base) === classOf(head) ? [] : [classChange(base, head)];
  return [
    ...otherClass,
    ...[...keys]
      .filter((key) => key.startsWith(NGINX) || key === ISSUER)
      .flatMap((key) => {
        const [was, is] = [text(before?.[key]), text(after?.[key])];
        const finding = was === is ? undefined : RULES.find((rule) => rule.key.test(key))?.found(was, is);
        if (!finding) return [];
        return [
          { fate: finding[0], subject: nameOf(head), because: `${key.replace(NGINX, '')}: ${finding[1]}` },
        ];
      }),
  ];
}

function classOf(ingress: KubernetesObject): string {
  return text(ingress, 'spec.ingressClassName');
}

function classChange(base: KubernetesObject, head: KubernetesObject): Consequence {
  const because = `class ${classOf(base) || 'none'} → ${classOf(head) || 'none'}: another controller serves it, or none`;
  return { fate: 'stopped', subject: nameOf(head), because };
}
