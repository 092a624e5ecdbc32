import { refusalOf } from './redis-connection.ts';
import { Conflict, Fenced, TailLost } from './room-log.ts';

/** Words by which scripts say that it is done. */
const DONE: ReadonlySet<string | undefined> = new Set([
  'added',
  'known',
  'renewed',
  'mended',
  'offered',
  'gathered',
  'kept',
  'listed',
  'removed',
]);

/**
 * Takes a script's word for a room. @throws Fenced, Conflict or TailLost if it is a refusal, LogUnavailable if Redis could
 * not serve, Error if the room's keys hold what they should not, or if it is no word of a script: nothing is taken for
 * logged of which Redis has not said so.
 */
export function heed(code: string, reply = ''): void {
  const [word, next] = reply.split(' ', 2);
  if (DONE.has(word)) return;
  switch (word) {
    case 'failed':
      throw refusalOf(reply.slice('failed '.length));
    case 'gone':
      throw new TailLost(code, 0);
    case 'behind':
      throw new TailLost(code, Number(next));
    case 'fenced':
      throw new Fenced(`room ${code}: owned by another`);
    case 'conflict':
      throw new Conflict(`room ${code}: the tick is logged with other bytes`);
    default:
      throw new Error(`room ${code}: Redis answered "${reply}", expected one of ${[...DONE].join(', ')}`);
  }
}
