import type { Consequence } from '../consequence.ts';
import { text } from '../field.ts';
import type { Finding } from '../finding.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';

const NGINX = 'nginx.ingress.kubernetes.io/';
const ISSUER = 'cert-manager.io/cluster-issuer';

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
    found: (before, after) =>
      before !== '' && after === ''
        ? ['protection-dropped', 'one address may ask as often as it likes']
        : undefined,
  },
  {
    key: /\/(permanent-redirect|temporal-redirect|app-root|rewrite-target|upstream-vhost|server-alias)$/,
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

/** What other annotations of an Ingress do. */
export function annotationConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  if (head.kind !== 'Ingress') return [];
  const [before, after] = [base, head].map(
    (object) => object.metadata.annotations as Record<string, unknown>,
  );
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...keys]
    .filter((key) => key.startsWith(NGINX) || key === ISSUER)
    .flatMap((key) => {
      const [was, is] = [text(before?.[key]), text(after?.[key])];
      const finding = was === is ? undefined : RULES.find((rule) => rule.key.test(key))?.found(was, is);
      if (!finding) return [];
      return [
        { fate: finding[0], subject: nameOf(head), because: `${key.replace(NGINX, '')}: ${finding[1]}` },
      ];
    });
}
