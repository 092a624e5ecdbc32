import { type Board, boardOf } from './board.ts';
import { compare } from './comparison.ts';
import type { Draft, TickCase } from './draft.ts';
import { judgeEnding } from './ending.ts';
import { headerViolations, lineViolations } from './invariants.ts';
import { type MatchHeader, malformedHeader, malformedTick, type TickLine, type Violation } from './lines.ts';
import { FIRST_MEMORY, type Memory, memoryAt, remember } from './memory.ts';
import { emptyPosition, type Position, positionOf } from './position.ts';
import { type Answers, explore, forgetIdle, type Question } from './readings.ts';
import { isResultLine, judgeStandings } from './standing.ts';
import { recompute } from './tick.ts';

interface RefereeOptions {
  /**
   * The lines are cut out of a match on any board: the first is taken as given, and neither the header's size
   * nor the number of ticks is judged.
   *
   * @default false
   */
  readonly excerpt?: boolean;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  /** How the match answers what RULES.md leaves open; two answers where it may be either; absent if never asked. */
  readonly readings: { readonly [Q in Question]?: readonly string[] };
}

/** One consistent way to read the rules so far, and what has to be remembered under it. */
interface World {
  readonly answers: Answers;
  readonly memory: Memory;
}

/**
 * Judges a match by RULES.md alone: each line is recomputed from the line before it. After a violation it goes
 * on from the line as found, so that one mistake is reported once.
 *
 * @param lines the parsed JSON lines of a match: the header, the ticks, and the result if there is one
 */
export function referee(lines: readonly unknown[], { excerpt = false }: RefereeOptions = {}): Verdict {
  const last = lines.at(-1);
  const result = isResultLine(last) ? last : null;
  const [header, ...ticks] = (result === null ? lines : lines.slice(0, -1)) as [MatchHeader, ...TickLine[]];
  const malformed = malformedHeader(header);
  if (malformed !== null)
    return { violations: [{ tick: null, rule: 'format', message: malformed }], readings: {} };

  const board = boardOf(header);
  const violations: Violation[] = excerpt ? [] : headerViolations(header);
  let before = emptyPosition(board);
  let worlds: World[] = [{ answers: {}, memory: FIRST_MEMORY }];
  const firstTick = excerpt ? (ticks[0]?.tick ?? 0) : 0;
  for (const [index, line] of ticks.entries()) {
    const fault = malformedTick(line);
    if (fault !== null) {
      violations.push({ tick: firstTick + index, rule: 'format', message: fault });
      return { violations, readings: summary(worlds) };
    }
    if (line.tick !== firstTick + index) {
      violations.push({ tick: line.tick, rule: 'ticks', message: `found, expected ${firstTick + index}` });
    }
    violations.push(...lineViolations(board, header, line));
    const seen = positionOf(board, line);
    if (excerpt && index === 0) {
      worlds = [{ answers: {}, memory: memoryAt(seen) }];
    } else {
      const judged = judgeTick(board, header.ticks, before, line, seen, worlds);
      worlds = judged.worlds;
      violations.push(...judged.violations);
    }
    before = seen;
  }
  if (excerpt) return { violations, readings: summary(worlds) };
  const ending = judgeEnding(header, ticks);
  worlds = worlds.map((world) => ({ ...world, answers: { ...world.answers, ...ending.answers } }));
  violations.push(...ending.violations);
  if (result !== null) violations.push(...judgeStandings(result, before, ticks.length === header.ticks));
  return { violations, readings: summary(worlds) };
}

function judgeTick(
  board: Board,
  totalTicks: number,
  before: Position,
  line: TickLine,
  seen: Position,
  worlds: readonly World[],
): { worlds: World[]; violations: readonly Violation[] } {
  const trialsOf = (answers: Answers, memory: Memory) =>
    explore(answers, (read) => {
      const t: TickCase = { board, totalTicks, before, memory, line, seen, read };
      const draft = recompute(t);
      compare(t, draft);
      return draft;
    });
  const next = (memory: Memory, draft: Draft) => remember(board, memory, before, line, seen, draft);
  const sign = (draft: Draft) =>
    JSON.stringify([[...draft.credits].sort(), [...draft.deaths].sort(([a], [b]) => a - b)]);

  const tried = worlds.map((world) => ({ world, trials: trialsOf(world.answers, world.memory) }));
  const fitting = tried.flatMap(({ world, trials }) => {
    const clean = trials.filter(({ outcome }) => outcome.violations.length === 0);
    return forgetIdle(world.answers, clean, sign).map(({ answers, outcome }) => ({
      answers,
      memory: next(world.memory, outcome),
    }));
  });
  if (fitting.length > 0) return { worlds: fitting, violations: [] };

  const nearest = tried.map(({ world, trials }) => {
    const [best] = trials.sort((a, b) => a.outcome.violations.length - b.outcome.violations.length);
    return { world, draft: best!.outcome };
  });
  const violations = nearest.map(({ draft }) => draft.violations).sort((a, b) => a.length - b.length)[0]!;

  // Would the tick have been right under answers that the match has already given otherwise?
  const first = worlds[0]!;
  const turncoats = trialsOf({}, first.memory).filter(({ outcome }) => outcome.violations.length === 0);
  const turncoat = forgetIdle({}, turncoats, sign)[0];
  if (turncoat !== undefined) {
    const changed = (Object.keys(turncoat.answers) as Question[])
      .filter(
        (question) =>
          first.answers[question] !== undefined && first.answers[question] !== turncoat.answers[question],
      )
      .map(
        (question) =>
          `${question}: found "${turncoat.answers[question]}", earlier "${first.answers[question]}"`,
      );
    const memory = next(first.memory, turncoat.outcome);
    return {
      worlds: [{ answers: { ...first.answers, ...turncoat.answers }, memory }],
      violations: [
        {
          tick: line.tick,
          rule: 'readings',
          message: `${changed.join('; ')}; else ${violations[0]!.message}`,
        },
      ],
    };
  }

  return {
    worlds: nearest.map(({ world, draft }) => ({
      answers: world.answers,
      memory: next(world.memory, draft),
    })),
    violations,
  };
}

function summary(worlds: readonly World[]): Verdict['readings'] {
  const readings: { [Q in Question]?: readonly string[] } = {};
  for (const question of new Set(worlds.flatMap(({ answers }) => Object.keys(answers) as Question[]))) {
    const answers = worlds.flatMap((world) => world.answers[question] ?? []);
    readings[question] = [...new Set(answers)].sort();
  }
  return readings;
}
