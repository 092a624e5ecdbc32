import type { MatchHeader, TickLine, Violation } from './lines.ts';
import type { Answers } from './readings.ts';

/** A match without a person ends after this many ticks. */
const ABANDONED_TICKS = 200;

/** Whether the match has as many ticks as it must, abandoned ones included. */
export function judgeEnding(
  header: MatchHeader,
  lines: readonly TickLine[],
): { readonly violations: readonly Violation[]; readonly answers: Answers } {
  const lost = new Set<number>();
  let absent = 0;
  let unconnected = 0;
  let longestAbsent = 0;
  let longestUnconnected = 0;
  for (const line of lines) {
    for (const input of line.inputs) {
      if (input.do === 'lost') lost.add(input.who);
      if (input.do === 'back') lost.delete(input.who);
    }
    const people = line.players.filter(({ bot }) => !bot);
    absent = people.length === 0 ? absent + 1 : 0;
    unconnected = people.every(({ who }) => lost.has(who)) ? unconnected + 1 : 0;
    longestAbsent = Math.max(longestAbsent, absent);
    longestUnconnected = Math.max(longestUnconnected, unconnected);
  }

  const fail = (message: string) => ({ violations: [{ tick: null, rule: 'ticks', message }], answers: {} });
  const abandoned = (ticks: number) => ticks === ABANDONED_TICKS || ticks === ABANDONED_TICKS + 1;
  const after = (ticks: number) => (ticks === ABANDONED_TICKS ? '200 ticks' : '201 ticks');
  if (longestAbsent > ABANDONED_TICKS + 1) {
    return fail(
      `${longestAbsent} ticks without a person, expected the match to end after ${ABANDONED_TICKS}`,
    );
  }
  if (lines.length === header.ticks) {
    const answers: Answers =
      longestUnconnected > ABANDONED_TICKS + 1 ? { 'a lost person': 'is a person' } : {};
    return { violations: [], answers };
  }
  if (lines.length < header.ticks && abandoned(absent)) {
    return { violations: [], answers: { 'abandoned without a person for': after(absent) } };
  }
  if (lines.length < header.ticks && abandoned(unconnected)) {
    const answers: Answers = {
      'abandoned without a person for': after(unconnected),
      'a lost person': 'is no person',
    };
    return { violations: [], answers };
  }
  return fail(`found ${lines.length} ticks, expected ${header.ticks} (the last ${absent} without a person)`);
}
