/** First line of a match: what the room was made with. */
export interface MatchHeader {
  readonly code: string;
  readonly size: string;
  readonly width: number;
  readonly height: number;
  readonly walls: readonly number[];
  readonly rules: unknown;
  readonly ticks: number;
}

interface InputLine {
  readonly who: number;
  readonly do: 'turn' | 'join' | 'leave' | 'lost' | 'back';
  readonly dir?: number | null;
}

export interface PlayerLine {
  readonly who: number;
  readonly bot: boolean;
  readonly alive: boolean;
  readonly at: number | null;
  readonly dir: number | null;
  readonly trail: readonly number[];
  readonly kills: number;
}

/** One line per tick: what went in, and the state after the step. */
export interface TickLine {
  readonly tick: number;
  readonly inputs: readonly InputLine[];
  readonly turned: readonly (readonly [who: number, dir: number | null])[];
  readonly players: readonly PlayerLine[];
  readonly land: readonly (readonly [owner: number, run: number])[];
}

export interface Violation {
  /** `null` where the whole match is at fault, not one tick. */
  readonly tick: number | null;
  readonly rule: string;
  readonly message: string;
}

const DEEDS: readonly unknown[] = ['turn', 'join', 'leave', 'lost', 'back'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isDir = (value: unknown) => value === null || value === 0 || value === 1 || value === 2 || value === 3;
const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2;
const all = (value: unknown, test: (item: unknown) => boolean) => Array.isArray(value) && value.every(test);

/** Says which field of a header is not of the documented form, or `null`. */
export function malformedHeader(line: unknown): string | null {
  if (!isObject(line)) return 'the header is not an object';
  for (const field of ['width', 'height', 'ticks']) {
    if (!Number.isInteger(line[field])) return `header.${field} is not an integer`;
  }
  if (typeof line.code !== 'string' || typeof line.size !== 'string')
    return 'header.code or size is no string';
  if (!all(line.walls, Number.isInteger)) return 'header.walls is not a list of cells';
  const cells = Number(line.width) * Number(line.height);
  if (!all(line.walls, (cell) => Number(cell) >= 0 && Number(cell) < cells))
    return 'header.walls leaves the grid';
  return line.rules === undefined ? 'header.rules is missing' : null;
}

/** Says which field of a tick line is not of the documented form, or `null`. */
export function malformedTick(line: unknown): string | null {
  if (!isObject(line)) return 'the line is not an object';
  if (!Number.isInteger(line.tick)) return 'tick is not an integer';
  const isInput = (item: unknown) =>
    isObject(item) && Number.isInteger(item.who) && DEEDS.includes(item.do) && isDir(item.dir ?? null);
  if (!all(line.inputs, isInput)) return 'inputs is not a list of {who, do, dir}';
  if (!all(line.turned, (item) => isPair(item) && Number.isInteger(item[0]) && isDir(item[1]))) {
    return 'turned is not a list of [who, dir]';
  }
  if (!all(line.land, (item) => isPair(item) && item.every(Number.isInteger))) {
    return 'land is not a list of [owner, run]';
  }
  const isPlayer = (item: unknown) =>
    isObject(item) &&
    Number.isInteger(item.who) &&
    typeof item.bot === 'boolean' &&
    typeof item.alive === 'boolean' &&
    (item.at === null || Number.isInteger(item.at)) &&
    isDir(item.dir) &&
    all(item.trail, Number.isInteger) &&
    Number.isInteger(item.kills);
  return all(line.players, isPlayer)
    ? null
    : 'players is not a list of {who, bot, alive, at, dir, trail, kills}';
}
