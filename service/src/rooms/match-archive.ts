import { setImmediate as others } from 'node:timers/promises';
import { Replica } from '../protocol/replica.ts';
import { chainOf } from '../protocol/tick.ts';
import type { KnownRules } from '../rules.ts';
import { withSitters } from '../store/finished-match.ts';
import { parseMatchId } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import type { FinishedMatch } from './match-keeper.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { LoggedTick, RoomRecord } from './room-log.ts';

/** Longest time in milliseconds for which a replay keeps the process from its rooms: a match of 200 takes seconds. */
const MOST_AT_ONCE_MS = 10;

/**
 * Keeps a finished match in the store, if no other process has. Everything but the moment of its end follows from the
 * log, so that two processes that keep the same match keep the same, whether they ran it or replay it.
 * @throws StoreUnavailable, LogUnavailable, and UnknownRules for a match that a newer process has to keep
 */
export async function archiveMatch(
  store: Store,
  known: KnownRules,
  { record, outcome, readLog }: FinishedMatch,
): Promise<void> {
  const id = parseMatchId(record.match);
  if (await store.isKept(id)) return;
  const log = await readLog();
  // Where the log has gone another way after all, what counts is what it says.
  const isOfLog = outcome !== undefined && outcome.chain === lastChain(log);
  const { ending, hash, standings } = isOfLog ? outcome : await replayed(record, known, log);
  await store.saveMatch({
    id,
    header: record.header,
    ticks: log.map((tick) => tick.bytes),
    ending,
    hash,
    startedAt: new Date(record.openedAt),
    // The clock that says so may be another, or have been set back.
    endedAt: new Date(Math.max(Date.now(), record.openedAt)),
    standings: withSitters(standings, await store.sittings(id)),
  });
}

function lastChain(log: readonly LoggedTick[]): number | null {
  const last = log.at(-1);
  return last === undefined ? null : chainOf(last.bytes);
}

async function replayed(
  { match, header }: RoomRecord,
  known: KnownRules,
  log: readonly LoggedTick[],
): Promise<Outcome> {
  const replay = Replica.begin(header, known.get(header.rules));
  let begin = performance.now();
  for (const tick of log) {
    replay.apply(tick.bytes);
    if (performance.now() - begin < MOST_AT_ONCE_MS) continue;
    await others();
    begin = performance.now();
  }
  const outcome = outcomeOf(replay);
  if (outcome !== null) return outcome;
  throw new Error(`match ${match}: its log ends at tick ${replay.state.tick}, before the match does`);
}
