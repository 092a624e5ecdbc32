import type { Consequence } from '../consequence.ts';
import { type Fields, fields, items, text } from '../field.ts';
import type { Platform } from '../platform.ts';

/** Findings of Trivy that stop no release any more, for longer, or in more places. */
export function ignoredFindings(base: Platform, head: Platform): Consequence[] {
  const known = new Map(findingsOf(base).map((finding) => [text(finding, 'id'), finding]));
  return findingsOf(head)
    .filter((finding) => !covers(known.get(text(finding, 'id')), finding))
    .map((finding) => ({
      fate: 'protection-dropped',
      subject: `finding ${text(finding, 'id')}`,
      because: `it stops no release until ${text(finding, 'expired_at') || 'somebody remembers'}: ${text(finding, 'statement') || 'nobody says why'}`,
    }));
}

function findingsOf({ pipeline }: Platform): Fields[] {
  return Object.values(fields(pipeline.get('trivyignore.yaml')))
    .flatMap((findings) => items(findings))
    .map((finding) => fields(finding));
}

/** Whether all that a finding ignores was ignored anyway. */
function covers(base: Fields | undefined, head: Fields): boolean {
  if (!base) return false;
  const lasts = (finding: Fields) => text(finding, 'expired_at') || '9999-12-31';
  const [before, after] = [items(base, 'paths'), items(head, 'paths')];
  const isWithin = before.length === 0 || (after.length > 0 && after.every((path) => before.includes(path)));
  return lasts(head) <= lasts(base) && isWithin;
}
