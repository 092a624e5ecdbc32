import { setImmediate as others } from 'node:timers/promises';
import { Replica } from '../protocol/replica.ts';
import type { KnownRules } from '../rules.ts';
import type { FinishedMatch as StoredMatch } from '../store/finished-match.ts';
import { parseMatchId } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import type { FinishedMatch } from './match-keeper.ts';

/** Longest time in milliseconds for which a replay keeps the process from its rooms: a match of 200 takes seconds. */
const MOST_AT_ONCE_MS = 10;

/**
 * Keeps a finished match in the store, if no other process has. Everything but the moment of its end follows from the log, so that two processes
 * that keep the same match keep the same.
 * @throws StoreUnavailable, and UnknownRules for a match that a newer process has to keep
 */
export async function archiveMatch(
  store: Store,
  known: KnownRules,
  { record, log }: FinishedMatch,
): Promise<void> {
  const id = parseMatchId(record.match);
  const rules = known.get(record.header.rules);
  if ((await store.match(id)) !== null) return;
  const replay = Replica.begin(record.header, rules);
  let begin = performance.now();
  for (const tick of log) {
    replay.apply(tick.bytes);
    if (performance.now() - begin < MOST_AT_ONCE_MS) continue;
    await others();
    begin = performance.now();
  }
  const { ending } = replay.state;
  if (ending === null)
    throw new Error(`match ${id}: its log ends at tick ${replay.state.tick}, before the match does`);
  const sittings = await store.sittings(id);
  const players = new Map(sittings.map((sitting) => [sitting.person, sitting.player]));
  const standings = rules.ranking(replay.state).map((player, index) => {
    const seat = replay.seats.get(player.who);
    return {
      who: player.who,
      person: seat?.person ?? null,
      name: seat?.name ?? '',
      player: players.get(seat?.person ?? '') ?? null,
      place: index + 1,
      score: rules.scoreOf(player),
    };
  });
  const match: StoredMatch = {
    id,
    header: record.header,
    ticks: log.map((tick) => tick.bytes),
    ending,
    hash: rules.hashOf(replay.state),
    startedAt: new Date(record.openedAt),
    endedAt: new Date(),
    standings,
  };
  await store.saveMatch(match);
}
