import type { Ending } from '../../game/index.ts';
import type { Replica } from '../protocol/replica.ts';
import type { Standing } from '../store/finished-match.ts';

/** How a match came out, as whoever followed its log to the end knows. */
export interface Outcome {
  readonly ending: Ending;
  /** `hashOf` the last state. */
  readonly hash: number;
  /** Hash of the whole log: what tells that this is how the log of a match ends. */
  readonly chain: number;
  /** From the first place down, nobody as a player: whose a seat was the log does not say. */
  readonly standings: readonly Standing[];
}

/** How a replica's match came out, whether it was played or replayed here; `null` for one that has not ended. */
export function outcomeOf({ rules, state, seats, chain }: Replica): Outcome | null {
  const { ending } = state;
  if (ending === null) return null;
  const standings = rules.ranking(state).map((player, index) => {
    const seat = seats.get(player.who);
    return {
      who: player.who,
      person: seat?.person ?? null,
      name: seat?.name ?? '',
      player: null,
      place: index + 1,
      score: rules.scoreOf(player),
    };
  });
  return { ending, hash: rules.hashOf(state), chain, standings };
}
