import type { Consequence } from '../consequence.ts';
import { field, items, text } from '../field.ts';
import type { Platform } from '../platform.ts';

/** Packages of which nobody proposes later versions any more. */
export function unproposedUpdates(base: Platform, head: Platform): Consequence[] {
  const after = proposed(head);
  return proposed(base)
    .filter((what) => !after.includes(what))
    .map((what) => ({
      fate: 'protection-dropped',
      subject: `updates of ${what}`,
      because: 'nobody proposes later versions any more',
    }));
}

function proposed({ pipeline }: Platform): string[] {
  return items(pipeline.get('dependabot.yml'), 'updates')
    .filter((each) => field(each, 'open-pull-requests-limit') !== 0)
    .flatMap((each) =>
      [...items(each, 'directory'), ...items(each, 'directories')].map(
        (folder) => `${text(each, 'package-ecosystem')} in ${text(folder)}`,
      ),
    );
}
