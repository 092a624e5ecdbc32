import { NEUTRAL, NOWHERE, STILL, WALL } from './grid.ts';
import type { Chance } from './random.ts';
import { giveCell, openLand, type Player, type State } from './state.ts';

/** Chebyshev distance from a spawn's middle within which nobody's head or trail may be. */
const ROOM = 6;

/** Step 8: by incarnation, everyone who is due comes onto the board. */
export function respawn(state: State, chance: Chance): void {
  const due = state.players.filter((player) => player.spawnAt >= 0 && player.spawnAt <= state.tick);
  if (due.length === 0) return;
  let free: FreeMiddles | undefined;
  for (const player of due) {
    let at: number;
    if (player.cells > 0) at = nearestOwnCell(state, player);
    else {
      if (free === undefined) {
        openLand(state);
        free = new FreeMiddles(state);
      }
      at = settle(state, player, free, chance);
    }
    if (at === NOWHERE) continue;
    // The land of a new square is nearer to its head than anybody may be.
    free?.crowd(at);
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
function settle(state: State, player: Player, free: FreeMiddles, chance: Chance): number {
  const drawn = free.draw(chance);
  const chosen = drawn === NOWHERE ? emptiestMiddle(state) : drawn;
  if (chosen === NOWHERE) return NOWHERE;
  const neutral = square(state.width, chosen).filter((cell) => state.land[cell] === NEUTRAL);
  if (neutral.length === 0) return NOWHERE;
  for (const cell of neutral) giveCell(state, cell, player.who);
  return chosen;
}

/** Middles of the squares that are free, kept up while one after the other is settled: looking for them takes long. */
class FreeMiddles {
  readonly #width: number;
  readonly #height: number;
  readonly #isFree: Uint8Array;
  #count = 0;

  constructor(state: State) {
    const { width, height, players } = state;
    this.#width = width;
    this.#height = height;
    this.#isFree = new Uint8Array(width * height);
    this.#findUnowned(state);
    for (const { at, trail } of players)
      if (at !== NOWHERE) for (const cell of [at, ...trail]) this.crowd(cell);
  }

  /** Three columns of three cells make a square: going along a row, only one of them is new. */
  #findUnowned({ land, width, height }: State): void {
    for (let row = width; row < width * (height - 1); row += width) {
      let left = columnAround(land, width, row);
      let middle = columnAround(land, width, row + 1);
      for (let cell = row + 1; cell < row + width - 1; cell += 1) {
        const right = columnAround(land, width, cell + 1);
        if ((left | middle | right) === NEUTRAL) {
          this.#isFree[cell] = 1;
          this.#count += 1;
        }
        left = middle;
        middle = right;
      }
    }
  }

  /** Draws one of them, counted by their index; no draw if there is none. */
  draw(chance: Chance): number {
    if (this.#count === 0) return NOWHERE;
    let before = chance.draw(this.#count);
    let middle = 0;
    while (this.#isFree[middle] === 0 || before-- > 0) middle += 1;
    return middle;
  }

  /** A head or a trail is here now: takes away all within `ROOM` of it. */
  crowd(cell: number): void {
    const width = this.#width;
    const isFree = this.#isFree;
    const x = cell % width;
    const y = (cell - x) / width;
    const left = Math.max(0, x - ROOM);
    const right = Math.min(width - 1, x + ROOM);
    const bottom = Math.min(this.#height - 1, y + ROOM);
    let taken = 0;
    for (let row = Math.max(0, y - ROOM); row <= bottom; row += 1)
      for (let near = row * width + left; near <= row * width + right; near += 1) {
        taken += isFree[near]!;
        isFree[near] = 0;
      }
    this.#count -= taken;
  }
}

/** `NEUTRAL` if a cell and those above and below it are. */
function columnAround(land: Int16Array, width: number, cell: number): number {
  return land[cell - width]! | land[cell]! | land[cell + width]!;
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
