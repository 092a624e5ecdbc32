import { type Events, NOWHERE, type State } from '../../../game/index.ts';

/** How somebody died, as a person would tell it; `by` is who did it, 0 for nobody. */
export interface Cause {
  readonly how: 'cut' | 'own-trail' | 'head-on' | 'swallowed' | 'lost';
  readonly by: number;
}

/**
 * Reads from the states around a tick why somebody died in it. The rules only name who was credited; a player also
 * wants to know about the others.
 */
export function causeOf(before: State, events: Events, after: State, who: number): Cause {
  const heads = new Map<number, number>();
  for (const player of after.players) if (player.at !== NOWHERE) heads.set(player.who, player.at);
  for (const death of events.deaths) heads.set(death.who, death.at);
  const earlier = new Map(before.players.map((player) => [player.who, player]));
  const death = events.deaths.find((other) => other.who === who);
  const victim = earlier.get(who);
  if (death === undefined || victim === undefined) return { how: 'lost', by: 0 };

  const cutters: number[] = [];
  for (const [other, at] of heads) {
    const stood = earlier.get(other)?.at;
    if (stood === undefined || stood === NOWHERE) continue;
    if (other !== who) {
      const met = at === death.at && (stood !== at || victim.at !== at);
      const swapped = at === victim.at && stood === death.at && stood !== at;
      if (met || swapped) return { how: 'head-on', by: other };
    }
    if (stood !== at && victim.trail.includes(at)) cutters.push(other);
  }
  if (cutters.length > 0) {
    const others = cutters.filter((cutter) => cutter !== who);
    return others.length > 0 ? { how: 'cut', by: Math.min(...others) } : { how: 'own-trail', by: who };
  }
  if (victim.cells > 0) {
    const taker = events.captures.findLast(({ cells }) => cells.some((cell) => before.land[cell] === who));
    if (taker !== undefined) return { how: 'swallowed', by: death.by || taker.who };
  }
  return { how: 'lost', by: 0 };
}
