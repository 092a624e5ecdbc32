import { NEUTRAL, NOWHERE, STILL, WALL } from './grid.ts';
import type { Chance } from './random.ts';
import { giveCell, type Player, type State } from './state.ts';

/** Chebyshev distance from a spawn's middle within which nobody's head or trail may be. */
const ROOM = 6;

/** Step 8: by incarnation, everyone who is due comes onto the board. */
export function respawn(state: State, byWho: ReadonlyMap<number, Player>, chance: Chance): void {
  const due = state.players.filter((player) => player.spawnAt >= 0 && player.spawnAt <= state.tick);
  if (due.length === 0) return;
  for (const player of due) {
    const at = player.cells > 0 ? nearestOwnCell(state, player) : settle(state, byWho, player, chance);
    if (at === NOWHERE) continue;
    player.at = at;
    player.heading = STILL;
    player.moved = STILL;
    player.spawnAt = -1;
    player.trail = state.land[at] === player.who ? [] : [at];
  }
}

/**
 * The own cell nearest to the place of death, searched in rings around it; ties: the lowest index, which is the first
 * of a ring from its top.
 */
function nearestOwnCell({ land, width, height }: State, { who, fell }: Player): number {
  const x = fell % width;
  const y = (fell - x) / width;
  for (let ring = 0; ring < width + height; ring += 1) {
    const bottom = Math.min(height - 1, y + ring);
    for (let row = Math.max(0, y - ring); row <= bottom; row += 1) {
      const across = ring - Math.abs(row - y);
      if (across <= x && land[row * width + x - across] === who) return row * width + x - across;
      if (x + across < width && land[row * width + x + across] === who) return row * width + x + across;
    }
  }
  return NOWHERE;
}

/** Gives a landless player a 3×3 square and returns its middle, or `NOWHERE` if there is none to have. */
function settle(state: State, byWho: ReadonlyMap<number, Player>, player: Player, chance: Chance): number {
  const middle = drawFreeMiddle(state, chance);
  const chosen = middle === NOWHERE ? emptiestMiddle(state) : middle;
  if (chosen === NOWHERE) return NOWHERE;
  const neutral = square(state.width, chosen).filter((cell) => state.land[cell] === NEUTRAL);
  if (neutral.length === 0) return NOWHERE;
  for (const cell of neutral) giveCell(state, byWho, cell, player.who);
  return chosen;
}

/** Draws one of the free squares, counted by their middle's index; no draw if there is none. */
function drawFreeMiddle(state: State, chance: Chance): number {
  const free: number[] = [];
  const crowded = cellsNearPlayers(state);
  forEachMiddle(state, (middle) => {
    if (crowded[middle] === 0 && ownedAround(state, middle) === 0) free.push(middle);
  });
  return free.length === 0 ? NOWHERE : free[chance.draw(free.length)]!;
}

/** Marks every cell within `ROOM` of a head or a trail. */
function cellsNearPlayers(state: State): Uint8Array {
  const { width, height } = state;
  const near = new Uint8Array(width * height);
  for (const player of state.players) {
    for (const cell of player.at === NOWHERE ? [] : [player.at, ...player.trail]) {
      const x = cell % width;
      const y = (cell - x) / width;
      const left = Math.max(0, x - ROOM);
      const right = Math.min(width - 1, x + ROOM);
      for (let row = Math.max(0, y - ROOM); row <= Math.min(height - 1, y + ROOM); row += 1)
        near.fill(1, row * width + left, row * width + right + 1);
    }
  }
  return near;
}

/** Middle of the wall-free square with the fewest owned cells; ties: the lowest index. */
function emptiestMiddle(state: State): number {
  let best = NOWHERE;
  let fewest = Number.POSITIVE_INFINITY;
  forEachMiddle(state, (middle) => {
    const owned = ownedAround(state, middle);
    if (owned < fewest) {
      fewest = owned;
      best = middle;
    }
  });
  return best;
}

/** Owned cells in the square around a middle; with a wall in it, infinitely many. */
function ownedAround({ land, width }: State, middle: number): number {
  let owned = 0;
  for (let row = middle - width; row <= middle + width; row += width) {
    for (let cell = row - 1; cell <= row + 1; cell += 1) {
      const owner = land[cell]!;
      if (owner === WALL) return Number.POSITIVE_INFINITY;
      if (owner !== NEUTRAL) owned += 1;
    }
  }
  return owned;
}

/** Every cell that has eight neighbours, in order. */
function forEachMiddle({ width, height }: State, visit: (middle: number) => void): void {
  for (let y = 1; y < height - 1; y += 1) for (let x = 1; x < width - 1; x += 1) visit(y * width + x);
}

/** The nine cells around a middle. */
function square(width: number, middle: number): number[] {
  const rows = [middle - width, middle, middle + width];
  return rows.flatMap((cell) => [cell - 1, cell, cell + 1]);
}
