import { type Board, spot } from './board.ts';
import type { MatchHeader, TickLine, Violation } from './lines.ts';
import { positionOf } from './position.ts';

/** RULES.md, "Space, time, chance": width and height, and how many people fit. */
const SIZES: Readonly<Record<string, readonly [side: number, people: number]>> = {
  duel: [40, 2],
  small: [64, 16],
  large: [96, 64],
  huge: [256, 200],
};
const MATCH_TICKS = 1200;

export function headerViolations(header: MatchHeader): Violation[] {
  const violations: Violation[] = [];
  const say = (message: string) => violations.push({ tick: null, rule: 'header', message });
  const side = SIZES[header.size]?.[0];
  if (side === undefined) say(`size found ${header.size}, expected ${Object.keys(SIZES).join(', ')}`);
  else if (header.width !== side || header.height !== side) {
    say(`${header.size} found ${header.width}×${header.height}, expected ${side}×${side}`);
  }
  if (header.ticks !== MATCH_TICKS) say(`ticks found ${header.ticks}, expected ${MATCH_TICKS}`);
  return violations;
}

/** What must hold of any line by itself. */
export function lineViolations(board: Board, header: MatchHeader, line: TickLine): Violation[] {
  return [...landViolations(board, line), ...playerViolations(board, header, line)];
}

function landViolations(board: Board, line: TickLine): Violation[] {
  const violations: Violation[] = [];
  const say = (message: string) => violations.push({ tick: line.tick, rule: 'land', message });
  const cells = board.width * board.height;
  const sum = line.land.reduce((total, [, run]) => total + run, 0);
  if (sum !== cells) say(`runs sum to ${sum}, expected ${cells}`);
  if (line.land.some(([, run]) => run < 1)) say('a run is shorter than one cell');
  const players = new Set(line.players.map(({ who }) => who));
  const strangers = new Set(line.land.map(([who]) => who).filter((who) => who > 0 && !players.has(who)));
  for (const who of strangers) say(`${who} owns land but is not among the players`);
  if (line.land.some(([who]) => who < -1)) say('an owner is below -1');
  const { owner } = positionOf(board, line);
  const unlike = board.wall.findIndex((wall, cell) => wall !== (owner[cell] === -1));
  if (unlike >= 0) {
    const expected = board.wall[unlike] ? 'a wall' : 'no wall';
    say(`${spot(board, unlike)} found owner ${owner[unlike]}, expected ${expected}`);
  }
  return violations;
}

function playerViolations(board: Board, header: MatchHeader, line: TickLine): Violation[] {
  const violations: Violation[] = [];
  const say = (rule: string, message: string) => violations.push({ tick: line.tick, rule, message });
  const { owner } = positionOf(board, line);
  const capacity = SIZES[header.size]?.[1];
  const people = line.players.filter(({ bot }) => !bot).length;
  if (capacity !== undefined && people > capacity)
    say('join', `${people} people, expected at most ${capacity}`);
  if (new Set(line.players.map(({ who }) => who)).size < line.players.length)
    say('heads', 'a player is listed twice');

  const isFloor = (cell: number) => cell >= 0 && cell < board.wall.length && !board.wall[cell];
  for (const { who, alive, at, dir, trail } of line.players) {
    if (alive !== (at !== null)) say('heads', `${who} is alive ${alive} but at ${at}`);
    if (at === null) {
      if (dir !== null) say('heads', `${who} is off the board with direction ${dir}, expected null`);
      if (trail.length > 0) say('trails', `${who} is off the board with a trail of ${trail.length}`);
      continue;
    }
    if (!isFloor(at)) say('heads', `${who} is at ${at}, expected a cell without a wall`);
    const home = owner[at] === who;
    if (home && trail.length > 0) say('trails', `${who} is on own land with a trail of ${trail.length}`);
    if (!home && !trail.includes(at))
      say('trails', `${who} is off own land but its head is not in its trail`);
    if (new Set(trail).size < trail.length) say('trails', `${who}'s trail has a cell twice`);
    const bad = trail.find((cell) => !isFloor(cell) || owner[cell] === who);
    if (bad !== undefined) say('trails', `${who}'s trail has ${bad}, expected no wall and no own land`);
  }
  return violations;
}
