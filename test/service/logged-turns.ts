import { decodeTick } from '../../service/src/protocol/tick.ts';
import type { RoomLog } from '../../service/src/rooms/room-log.ts';

/** Turns that the log holds for a player, by number. */
export async function loggedTurns(log: RoomLog, code: string, who: number): Promise<number[]> {
  const entries = (await log.range(code, 0)).flatMap(({ bytes }) => decodeTick(bytes).entries);
  return entries.flatMap((entry) => (entry.do === 'turn' && entry.who === who ? [entry.seq] : []));
}
