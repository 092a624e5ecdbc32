import { type Board, chebyshev, manhattan, spot, square } from './board.ts';
import { complain, type Draft, type TickCase } from './draft.ts';
import { byIncarnation, type Position } from './position.ts';

/** Nobody's head or trail may be this near to the middle, in Chebyshev distance. */
const CLEARANCE = 6;
/** From death to respawn, in ticks. */
const DEAD_TICKS = 13;

/** Spawns those who join, if joins spawn in step 1. */
export function spawnJoiners(t: TickCase, draft: Draft): void {
  for (const { who } of waiting(t, draft)) {
    if (t.read('a join spawns in step') === 'respawns') return;
    spawn(t, draft, who, middleSeen(t, who));
  }
}

/** Step 8: back on one's own land, or a spawn for the landless (and for joiners, if they spawn here). */
export function respawn(t: TickCase, draft: Draft): void {
  for (const body of byIncarnation(draft.bodies.values())) {
    const died = t.memory.pasts.get(body.who)?.died ?? null;
    const seenAt = t.seen.bodies.get(body.who)?.at ?? null;
    if (body.at !== null || draft.deaths.has(body.who)) continue;
    if (died === null) {
      if (t.read('a join spawns in step') === 'respawns') spawn(t, draft, body.who, seenAt);
    } else if (t.line.tick - died.tick >= DEAD_TICKS) {
      const home = homeOf(t, draft, body.who, died);
      if (home === null) spawn(t, draft, body.who, seenAt);
      else body.at = home;
      draft.respawned.add(body.who);
    }
  }
}

/** In the match, but never yet on the board. */
function waiting({ memory }: TickCase, draft: Draft) {
  return byIncarnation(draft.bodies.values()).filter(
    ({ who, at }) => at === null && !draft.deaths.has(who) && (memory.pasts.get(who)?.died ?? null) === null,
  );
}

/** A bot that spawns in step 1 may also choose a direction there: it is then seen one cell further. */
function middleSeen({ board, line, seen }: TickCase, who: number): number | null {
  const at = seen.bodies.get(who)?.at ?? null;
  const dir = line.turned.find(([turner]) => turner === who)?.[1] ?? null;
  if (at === null || dir === null) return at;
  return at - [-board.width, 1, board.width, -1][dir]!;
}

/** The own land cell nearest to the place of death; `null` for the landless. */
function homeOf(
  { board, read }: TickCase,
  draft: Draft,
  who: number,
  died: { rule: string; from: number; to: number },
): number | null {
  const nearest = (place: number) => {
    let best: number | null = null;
    for (let cell = 0; cell < draft.owner.length; cell++) {
      if (draft.owner[cell] !== who) continue;
      // Strictly nearer only: of equals the lowest index stays.
      if (best === null || manhattan(board, cell, place) < manhattan(board, best, place)) best = cell;
    }
    return best;
  };
  const afterMove = nearest(died.to);
  const beforeMove = nearest(died.from);
  if (afterMove === beforeMove) return afterMove;
  const question = died.rule === 'head-on' ? 'the place of a head-on death' : 'the place of a cut death';
  return read(question) === 'is the destination' ? afterMove : beforeMove;
}

/** The seeded choice is not visible: a seen middle is held against its constraints, the fallback is exact. */
function spawn({ board, line }: TickCase, draft: Draft, who: number, seenMiddle: number | null): void {
  const flaw = seenMiddle === null ? 'it is not placed' : flawOf(board, draft, seenMiddle);
  let middle = seenMiddle;
  if (flaw !== null) {
    const free = freeMiddle(board, draft);
    if (free === null) {
      middle = fallbackMiddle(board, draft.owner);
    } else {
      const found = `found ${spot(board, seenMiddle)}: ${flaw}`;
      complain(draft, line, 'spawn', `${who} ${found}; expected a free square such as ${spot(board, free)}`);
    }
  }
  const body = draft.bodies.get(who)!;
  draft.spawns.set(who, middle);
  if (middle === null) return;
  body.at = middle;
  for (const cell of square(board, middle) ?? []) if (draft.owner[cell] === 0) draft.owner[cell] = who;
  if (draft.owner[middle] !== who) body.trail = [middle];
}

/** Why a square may not be chosen, or `null` if it may. */
function flawOf(board: Board, { owner, bodies }: Position, middle: number): string | null {
  const cells = square(board, middle);
  if (cells === null) return 'the square does not fit on the grid';
  if (cells.some((cell) => board.wall[cell])) return 'the square has a wall';
  const owned = cells.find((cell) => owner[cell] !== 0);
  if (owned !== undefined) return `the square has land of ${owner[owned]}`;
  for (const { who, at, trail } of bodies.values()) {
    for (const cell of at === null ? [] : [at, ...trail]) {
      if (chebyshev(board, cell, middle) > CLEARANCE) continue;
      return `${spot(board, cell)} of ${who} is within ${CLEARANCE} cells`;
    }
  }
  return null;
}

function freeMiddle(board: Board, position: Position): number | null {
  for (let middle = 0; middle < position.owner.length; middle++) {
    if (flawOf(board, position, middle) === null) return middle;
  }
  return null;
}

/** The wall-free square with the fewest owned cells, lowest middle first; `null` if it has no neutral cell. */
function fallbackMiddle(board: Board, owner: Int32Array): number | null {
  let best: number | null = null;
  let fewest = 9;
  for (let middle = 0; middle < owner.length; middle++) {
    const cells = square(board, middle);
    if (cells === null || cells.some((cell) => board.wall[cell])) continue;
    const owned = cells.filter((cell) => owner[cell] !== 0).length;
    if (owned < fewest) {
      fewest = owned;
      best = middle;
    }
  }
  return best;
}
