import { destination } from './board.ts';
import { credit, type Draft, die, type TickCase } from './draft.ts';
import { byIncarnation } from './position.ts';

export interface Move {
  readonly who: number;
  readonly from: number;
  readonly to: number;
  readonly trail: readonly number[];
}

/** Step 2: where every living head goes; `from` equals `to` for one that stands. */
export function movesOf({ board }: TickCase, draft: Draft): Move[] {
  return byIncarnation(draft.bodies.values()).flatMap(({ who, at, dir, trail }) =>
    at === null ? [] : [{ who, from: at, to: destination(board, at, dir), trail }],
  );
}

/** Step 3: all that meet on a cell or swap cells die, but for those whose destination is own land. */
export function headOns({ before, read }: TickCase, draft: Draft, moves: readonly Move[]): Set<number> {
  const dead = new Set<number>();
  for (const a of moves) {
    const together = moves.filter((b) => b.to === a.to);
    // Heads that share a cell and all stay are left alone "until they move".
    const met = together.length > 1 && together.some((b) => b.from !== b.to);
    const swapped = moves.some(
      (b) => b.who !== a.who && a.from !== a.to && b.to === a.from && b.from === a.to,
    );
    if (!met && !swapped) continue;
    let safe = before.owner[a.to] === a.who;
    if (safe !== (draft.owner[a.to] === a.who)) {
      if (read('own land before the tick') === 'is after inputs') safe = !safe;
    }
    if (!safe) dead.add(a.who);
  }
  return dead;
}

/** Step 4: who entered which trail, as trails were before the moves; credits are given here. */
export function cuts(
  t: TickCase,
  draft: Draft,
  moves: readonly Move[],
  headOn: ReadonlySet<number>,
): Set<number> {
  const dead = new Set<number>();
  for (const victim of moves) {
    const trail = new Set(victim.trail);
    const cutters = moves
      .filter((m) => m.from !== m.to && !headOn.has(m.who) && trail.has(m.to))
      .map((m) => m.who);
    if (cutters.length === 0 || headOn.has(victim.who)) continue;
    dead.add(victim.who);
    const scorer = scorerOf(t, victim.who, cutters);
    if (scorer !== null) credit(t, draft, scorer, victim.who);
  }
  return dead;
}

function scorerOf({ read }: TickCase, victim: number, cutters: readonly number[]): number | null {
  const others = cutters.filter((who) => who !== victim);
  if (others.length === 0) return null;
  const lowest = Math.min(...others);
  if (others.length === cutters.length) return lowest;
  const answer = read('a self-cut beside other cutters');
  if (answer === 'nobody scores') return null;
  if (answer === 'lowest of all, so none' && victim < lowest) return null;
  return lowest;
}

/** Step 5: deaths together, then the living walk on and extend their trails. Returns who came home with one. */
export function settleMoves(draft: Draft, moves: readonly Move[], dead: ReadonlyMap<number, string>): Move[] {
  const home: Move[] = [];
  for (const move of moves) {
    const body = draft.bodies.get(move.who)!;
    const rule = dead.get(move.who);
    if (rule !== undefined) {
      die(draft, move.who, rule, move.to);
      continue;
    }
    body.at = move.to;
    if (move.from === move.to) continue;
    const own = draft.owner[move.to] === move.who;
    if (own && move.trail.length > 0) home.push(move);
    if (!own) body.trail = [...move.trail, move.to];
  }
  return home;
}
