import type { MatchHeader, PlayerLine, TickLine } from './lines.ts';
import { referee, type Verdict } from './referee.ts';

interface More extends Partial<Pick<TickLine, 'inputs' | 'turned' | 'land'>> {
  /** Fields that a drawing cannot show, or shall show wrongly, by incarnation. */
  readonly players?: { readonly [who: number]: Partial<PlayerLine> };
}

/**
 * A tick line from a picture of two grids side by side. Left, land: a digit per owner, `.` neutral, `#` wall.
 * Right, players: `A` the head of 1, `B` of 2 and so on, small letters their trails. A head's cell belongs to its
 * trail by itself where it is not on own land. Who has land or a patch but no head is off the board.
 */
export function drawn(
  tick: number,
  picture: string,
  { inputs = [], turned = [], land, players = {} }: More = {},
) {
  const rows = rowsOf(picture);
  const owners = rows.map(([left]) => left).join('');
  const heads = rows.map(([, right]) => right).join('');
  const whos = new Set([
    ...[...owners].filter((owner) => owner >= '1').map(Number),
    ...[...heads.toUpperCase()].filter((letter) => letter >= 'A').map((letter) => letter.charCodeAt(0) - 64),
    ...Object.keys(players).map(Number),
  ]);
  const line: TickLine = {
    tick,
    inputs,
    turned,
    players: [...whos].sort((a, b) => a - b).map((who) => playerOf(who, owners, heads, players[who] ?? {})),
    land: land ?? [...owners].map((owner) => [owner === '#' ? -1 : owner === '.' ? 0 : Number(owner), 1]),
  };
  return line;
}

/** A header whose grid and walls are those of the picture. */
export function headerOf(picture: string): MatchHeader {
  const rows = rowsOf(picture);
  const owners = [...rows.map(([left]) => left).join('')];
  return {
    code: 'DRAWN',
    size: 'drawn',
    width: rows[0]![0]!.length,
    height: rows.length,
    walls: owners.flatMap((owner, cell) => (owner === '#' ? [cell] : [])),
    rules: 1,
    ticks: 1200,
  };
}

function rowsOf(picture: string): [left: string, right: string][] {
  return picture
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/) as [string, string]);
}

function playerOf(who: number, owners: string, heads: string, patch: Partial<PlayerLine>): PlayerLine {
  const letter = String.fromCharCode(64 + who);
  const found = heads.indexOf(letter);
  const at = found < 0 ? null : found;
  const trail = [...heads].flatMap((mark, cell) => (mark === letter.toLowerCase() ? [cell] : []));
  if (at !== null && owners[at] !== String(who)) trail.push(at);
  return { who, bot: false, alive: at !== null, at, dir: null, trail, kills: 0, ...patch };
}

/** Judges drawn lines on the board of `picture`; the first line is taken as given. */
export function judge(picture: string, ...lines: TickLine[]): Verdict {
  return referee([headerOf(picture), ...lines], { excerpt: true });
}

/** The rules that drawn lines break, as `tick rule`, each once and in order. */
export function broken(picture: string, ...lines: TickLine[]): string[] {
  return [...new Set(judge(picture, ...lines).violations.map(({ tick, rule }) => `${tick} ${rule}`))].sort();
}

/** The same state again for each tick from `from` to `to`, nobody doing anything. */
export function wait(line: TickLine, from: number, to: number): TickLine[] {
  return Array.from({ length: to - from + 1 }, (_, n) => ({
    ...line,
    inputs: [],
    turned: [],
    tick: from + n,
  }));
}

/** Directions by name, for scenarios. */
export const UP = 0;
export const RIGHT = 1;
export const DOWN = 2;
export const LEFT = 3;
