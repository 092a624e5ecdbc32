import type { Move } from './collisions.ts';
import { credit, type Draft, die, type TickCase } from './draft.ts';
import { captured } from './flood.ts';
import { landCounts } from './position.ts';

/** Steps 6 and 7: captures in their order, then the living without land die. */
export function capture(t: TickCase, draft: Draft, home: readonly Move[]): void {
  // Nobody loses land otherwise.
  if (home.length === 0) return;
  const { board } = t;
  const { owner, bodies } = draft;
  const gain = new Map<number, number>();
  for (const { who, trail } of home) {
    const cells = home.length > 1 ? captured(board, owner, who, trail) : [];
    gain.set(who, cells.filter((cell) => owner[cell] !== who).length);
  }
  const order = [...home].sort((a, b) => gain.get(b.who)! - gain.get(a.who)! || a.who - b.who);

  const left = landCounts(owner);
  const tookLast = new Map<number, number>();
  for (const { who, to, trail } of order) {
    bodies.get(who)!.trail = [];
    if (owner[to] !== who) continue;
    for (const cell of captured(board, owner, who, trail)) {
      const loser = owner[cell]!;
      if (loser === who) continue;
      owner[cell] = who;
      if (loser === 0) continue;
      left.set(loser, left.get(loser)! - 1);
      if (left.get(loser) === 0) tookLast.set(loser, who);
    }
  }
  for (const body of bodies.values()) {
    if (body.at !== null && owner[body.at] !== body.who && body.trail.length === 0) body.trail = [body.at];
  }

  const lands = landCounts(owner);
  const landless = [...bodies.values()].filter(({ who, at }) => at !== null && !lands.has(who));
  for (const { who } of landless) {
    die(draft, who, 'landless');
    const taker = tookLast.get(who);
    if (taker !== undefined) credit(t, draft, taker, who);
  }
}
