import { MATCH_DAYS, VARIABLES } from '../../lib/names.ts';
import type { Consequence } from '../consequence.ts';
import { type Fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { containersOf, podTemplateOf } from './pod-template.ts';

/** What a program keeps for a while, and for how many days a container is told to; undefined where it is not told. */
const KEPT: readonly { readonly what: string; readonly daysOf: (container: Fields) => number | undefined }[] =
  [
    {
      what: 'logs of matches',
      daysOf: (container) => {
        const variables = items(container, 'env');
        // Only the service has the variable, and it need not be set.
        if (!variables.some((each) => text(each, 'name') === VARIABLES.publicUrl)) return undefined;
        const own = variables.find((each) => text(each, 'name') === VARIABLES.matchDays);
        return own ? Number(text(own, 'value')) : MATCH_DAYS;
      },
    },
    {
      what: 'samples',
      daysOf: (container) => {
        const told = /--storage\.tsdb\.retention\.time=(\d+)d\b/.exec(items(container, 'args').join(' '));
        return told ? Number(told[1]) : undefined;
      },
    },
  ];

/** What is deleted because a program is told to keep it for a shorter time. */
export function keptForShorter(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const days = (object: KubernetesObject, { daysOf }: (typeof KEPT)[number]) =>
    containersOf(podTemplateOf(object) ?? {})
      .map(daysOf)
      .find((found) => found !== undefined);
  return KEPT.flatMap((kind): Consequence[] => {
    const [before, after] = [days(base, kind), days(head, kind)];
    if (before === undefined || after === undefined || after >= before) return [];
    const because = `${kind.what}: deleted after ${after} days, was: after ${before} days`;
    return [{ fate: 'data-expires', subject: nameOf(head), because }];
  });
}
