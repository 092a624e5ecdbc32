import { refusalOf } from './redis-connection.ts';
import { Conflict, Fenced, TailLost } from './room-log.ts';

/**
 * Takes a script's word for a room. @throws Fenced, Conflict or TailLost if it is a refusal, LogUnavailable if Redis could
 * not serve, Error if the room's keys hold what they should not
 */
export function heed(code: string, reply: string): void {
  const [word, next] = reply.split(' ', 2);
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
      return;
  }
}
