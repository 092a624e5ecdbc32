/**
 * Where RULES.md can be read in more than one way without contradicting itself: each question and its answers.
 * A match may follow any answer, but the same one throughout.
 */
const READINGS = {
  'a join spawns in step': ['inputs', 'respawns'],
  'a lost player stands from': ['20 ticks after', '21 ticks after'],
  'a lost player dies': ['53 ticks after', '54 ticks after'],
  'a lost player dies in step': ['inputs', 'deaths'],
  'a trail begun after the lost deadline': ['lives', 'dies'],
  'back on the very deadline': ['comes in time', 'comes too late'],
  'lost while lost': ['changes nothing', 'counts anew'],
  'a turn while lost': ['is obeyed', 'is ignored'],
  'the last move': ['is the last cell change', 'is the last heading'],
  'the last move before a respawn': ['is forgotten', 'still counts'],
  'a turn to the same direction': ['is not listed', 'is listed'],
  'own land before the tick': ['is before inputs', 'is after inputs'],
  'a self-cut beside other cutters': ['lowest other scores', 'lowest of all, so none', 'nobody scores'],
  'a pair is credited again after': ['130 ticks', '131 ticks'],
  'the place of a head-on death': ['is the destination', 'is the cell before'],
  'the place of a cut death': ['is the destination', 'is the cell before'],
  'abandoned without a person for': ['200 ticks', '201 ticks'],
  'a lost person': ['is a person', 'is no person'],
} as const satisfies Record<string, readonly string[]>;

export type Question = keyof typeof READINGS;
export type Answers = { readonly [Q in Question]?: (typeof READINGS)[Q][number] };
/** Answers a question for the tick at hand; the tick then has to fit the answer. */
export type Read = <Q extends Question>(question: Q) => (typeof READINGS)[Q][number];

interface Trial<T> {
  readonly answers: Answers;
  readonly outcome: T;
}

/** Runs `judge` once for every combination of answers to the questions that it really asks. */
export function explore<T>(known: Answers, judge: (read: Read) => T): Trial<T>[] {
  const trials: Trial<T>[] = [];
  const open: Answers[] = [known];
  while (open.length > 0) {
    const start = open.pop()!;
    let answers: Answers = start;
    const outcome = judge((question) => {
      const given = answers[question];
      if (given !== undefined) return given;
      const [first, ...others] = READINGS[question];
      for (const other of others) open.push({ ...answers, [question]: other });
      answers = { ...answers, [question]: first };
      return first as never;
    });
    trials.push({ answers, outcome });
  }
  return trials;
}

/** Forgets a question asked this tick if every answer to it survived and led to the same thing. */
export function forgetIdle<T>(known: Answers, trials: Trial<T>[], sign: (outcome: T) => string): Trial<T>[] {
  let left = trials;
  let before: number;
  do {
    before = left.length;
    for (const question of Object.keys(READINGS) as Question[]) {
      if (known[question] === undefined) left = withoutIdle(question, left, sign);
    }
  } while (left.length < before);
  return left;
}

function withoutIdle<T>(question: Question, trials: Trial<T>[], sign: (outcome: T) => string): Trial<T>[] {
  const groups = new Map<string, Trial<T>[]>();
  for (const trial of trials) {
    const { [question]: _answer, ...rest } = trial.answers;
    const key = JSON.stringify([Object.entries(rest).sort(), sign(trial.outcome)]);
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  return [...groups.values()].flatMap((group) => {
    const given = new Set(group.map(({ answers }) => answers[question]));
    if (given.has(undefined) || given.size < READINGS[question].length) return group;
    const { [question]: _answer, ...answers } = group[0]!.answers;
    return [{ answers, outcome: group[0]!.outcome }];
  });
}
