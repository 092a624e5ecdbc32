import * as v from 'valibot';
import { PlayerName, seen } from '../protocol/lobby.ts';
import { MOST_NAME_LENGTH } from '../protocol/player-name.ts';

/** What somebody is called whose provider gives no name that can be shown; players change it in their profile. */
const NAMELESS = 'Player';

const segmenter = new Intl.Segmenter();

/** A name as it is shown in a match, from whatever a provider calls somebody: cut where it is too long. */
export function screenName(called: string | null): string {
  const shown = seen((called ?? '').normalize('NFC'), ' ').trim();
  let name = '';
  for (const { segment } of segmenter.segment(shown)) {
    if (name.length + segment.length > MOST_NAME_LENGTH) break;
    name += segment;
  }
  const result = v.safeParse(PlayerName, name);
  return result.success ? result.output : NAMELESS;
}
