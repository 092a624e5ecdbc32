import { type Grid, NOWHERE } from './grid.ts';
import { scoreOf } from './score.ts';
import type { Player, State } from './state.ts';
import { CREDIT_TICKS } from './timing.ts';

/** A head on the board, as all bots see it. */
export interface Rival {
  readonly player: Player;
  readonly x: number;
  readonly y: number;
  /** Steps to its own land as the crow walks, at most `FAR`; 0 on it. */
  readonly home: number;
  /** Credited eliminations of late. */
  readonly fame: number;
  /** The rectangle around its trail; without one, around its head. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The board as bots see it before a tick, worked out once for all of them. */
export interface Sight {
  readonly state: State;
  /** Whose trail lies on each cell, 0 for nobody's. */
  readonly trails: Int16Array;
  /** The heads on the board, and their rectangles again, four numbers each: left, right, top, bottom. */
  readonly rivals: readonly Rival[];
  readonly boxes: Int32Array;
  /** Incarnation of who has the highest score. */
  readonly leader: number;
}

/** Columns and rows within which a bot minds others. */
const HORIZON = 32;

/** From this many steps on, bots do not count how far a head is from its land. */
const FAR = 30;

/** Looks at the board. */
export function look(state: State): Sight {
  const trails = new Int16Array(state.land.length);
  const rivals: Rival[] = [];
  let first: Player | undefined;
  for (const player of state.players) {
    if (first === undefined || scoreOf(player) > scoreOf(first)) first = player;
    if (player.at === NOWHERE) continue;
    for (const cell of player.trail) trails[cell] = player.who;
    rivals.push(outline(state, player));
  }
  const boxes = Int32Array.from(rivals.flatMap(({ left, right, top, bottom }) => [left, right, top, bottom]));
  return { state, trails, rivals, boxes, leader: first?.who ?? 0 };
}

/** The others whose trail or head is not far from a cell. Most are: so this looks at nothing but numbers. */
export function neighbours({ state, rivals, boxes }: Sight, who: number, cell: number): Rival[] {
  const near: Rival[] = [];
  const x = cell % state.width;
  const y = (cell - x) / state.width;
  for (let at = 0; at < rivals.length; at += 1) {
    if (boxes[4 * at]! - x > HORIZON || x - boxes[4 * at + 1]! > HORIZON) continue;
    if (boxes[4 * at + 2]! - y > HORIZON || y - boxes[4 * at + 3]! > HORIZON) continue;
    if (rivals[at]!.player.who !== who) near.push(rivals[at]!);
  }
  return near;
}

/** Steps between a place and the rectangle around a rival. */
export function stepsToBox(x: number, y: number, { left, right, top, bottom }: Rival): number {
  return Math.max(left - x, x - right, 0) + Math.max(top - y, y - bottom, 0);
}

/** Steps between a place and the nearest of some cells, as the crow walks. */
export function stepsToNearest(grid: Grid, x: number, y: number, cells: readonly number[]): number {
  let best = grid.width + grid.height;
  for (const cell of cells) {
    const column = cell % grid.width;
    const steps = Math.abs(column - x) + Math.abs((cell - column) / grid.width - y);
    if (steps < best) best = steps;
  }
  return best;
}

function outline(state: State, player: Player): Rival {
  const { width } = state;
  const x = player.at % width;
  const y = (player.at - x) / width;
  let left = x;
  let right = x;
  let top = y;
  let bottom = y;
  for (const cell of player.trail) {
    const column = cell % width;
    const row = (cell - column) / width;
    if (column < left) left = column;
    else if (column > right) right = column;
    if (row < top) top = row;
    else if (row > bottom) bottom = row;
  }
  const home = stepsHome(state, player.who, x, y);
  const fame = player.credits.filter(({ tick }) => state.tick - tick < CREDIT_TICKS).length;
  return { player, x, y, home, fame, left, right, top, bottom };
}

/** Searches rings of growing size for a cell of a player's land. */
function stepsHome(state: State, who: number, x: number, y: number): number {
  const { land, width, height } = state;
  for (let ring = 0; ring < FAR; ring += 1) {
    for (let across = -ring; across <= ring; across += 1) {
      const column = x + across;
      if (column < 0 || column >= width) continue;
      const down = ring - Math.abs(across);
      if (y >= down && land[(y - down) * width + column] === who) return ring;
      if (y + down < height && land[(y + down) * width + column] === who) return ring;
    }
  }
  return FAR;
}
