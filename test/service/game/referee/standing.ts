import type { Violation } from './lines.ts';
import { landCounts, type Position } from './position.ts';

/** Points for each credited elimination; a cell of land is one. */
const KILL_POINTS = 25;

export interface Standing {
  readonly who: number;
  readonly score: number;
  readonly land: number;
  readonly kills: number;
}

/** The line that may follow the last tick: how the match ended and who came where. */
interface ResultLine {
  readonly ending: string;
  readonly result: readonly Standing[];
}

export function isResultLine(line: unknown): line is ResultLine {
  return typeof line === 'object' && line !== null && 'result' in line && Array.isArray(line.result);
}

/** Holds the final table against the last tick: scores, and their order by score, land, incarnation. */
export function judgeStandings({ ending, result }: ResultLine, last: Position, full: boolean): Violation[] {
  const violations: Violation[] = [];
  const say = (message: string) => violations.push({ tick: null, rule: 'result', message });
  const lands = landCounts(last.owner);
  const expected = [...last.bodies.values()]
    .map(({ who, kills }) => {
      const land = lands.get(who) ?? 0;
      return { who, score: land + KILL_POINTS * kills, land, kills };
    })
    .sort((a, b) => b.score - a.score || b.land - a.land || a.who - b.who);
  const show = (table: readonly Standing[]) =>
    table.map(({ who, score, land, kills }) => `${who}: ${score} = ${land} + 25 · ${kills}`).join(', ');
  if (show(result) !== show(expected)) say(`found ${show(result)}; expected ${show(expected)}`);
  const end = full ? 'time' : 'abandoned';
  if (ending !== end) say(`ending found ${ending}, expected ${end}`);
  return violations;
}
