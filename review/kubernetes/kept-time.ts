import { MATCH_DAYS, VARIABLES } from '../../lib/names.ts';
import type { Consequence } from '../consequence.ts';
import { hoursInWords, hoursOf } from '../duration.ts';
import { type Fields, items, text } from '../field.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { containerPairs } from './container-pair.ts';

/** What a program keeps for a while, and for how many hours a container is told to; undefined where it is not told. */
const KEPT: readonly { readonly what: string; readonly hours: (container: Fields) => number | undefined }[] =
  [
    {
      what: 'logs of matches',
      hours: (container) => {
        const variables = items(container, 'env');
        // Only the service has the variable, and it need not be set.
        if (!variables.some((each) => text(each, 'name') === VARIABLES.publicUrl)) return undefined;
        const own = variables.find((each) => text(each, 'name') === VARIABLES.matchDays);
        return 24 * (own ? Number(text(own, 'value')) : MATCH_DAYS);
      },
    },
    {
      what: 'samples',
      hours: (container) =>
        hoursOf(
          /--storage\.tsdb\.retention\.time[= ](\w+)/.exec(items(container, 'args').join(' '))?.[1] ?? '',
        ),
    },
  ];

/** What is deleted because a program is told to keep it for a shorter time. */
export function keptForShorter(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  return containerPairs(base, head).flatMap((pair) =>
    KEPT.flatMap(({ what, hours }): Consequence[] => {
      const [before, after] = [hours(pair.base), hours(pair.head)];
      if (before === undefined || after === undefined || after >= before) return [];
      const because = `${what}: deleted after ${hoursInWords(after)}, was: after ${hoursInWords(before)}`;
      return [{ fate: 'data-expires', subject: nameOf(head), because }];
    }),
  );
}
