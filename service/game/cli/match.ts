import { parseArgs } from 'node:util';
import {
  createMatch,
  freeSeats,
  type Header,
  hashOf,
  type Input,
  matchTicks,
  RULES_VERSION,
  ranking,
  runsOf,
  SIZES,
  type Size,
  STILL,
  type State,
  type Step,
  scoreOf,
  step,
  WALL,
} from '../index.ts';
import { Chance } from '../random.ts';
import { ScriptedPerson } from './scripted-person.ts';

const USAGE = 'npm run match -- --size duel|small|large|huge --people N --seed K [--bots N]';

/** What is wrong with the command line, and what would be right. */
class UsageError extends Error {}

interface Options {
  readonly size: Size;
  readonly people: number;
  readonly seed: number;
  readonly bots: number;
}

/** The last people sit down this many ticks into the match at the latest. */
const ARRIVAL_TICKS = 200;

/** Prints a match as JSON lines: the header, each tick, the result. */
function main(): void {
  const { size, people, seed, bots } = readOptions();
  const header: Header = { code: `SEED${seed}`, size, bots, rules: RULES_VERSION, countdown: 0 };
  const chance = new Chance(seed + 1);
  const crowd = Array.from({ length: people }, (_, index) => {
    return new ScriptedPerson(chance.draw(0x7fffffff) + 1, index === 0 ? 0 : chance.draw(ARRIVAL_TICKS));
  });
  let state = createMatch(header);
  print(describeHeader(state));
  while (state.ending === null) {
    const { tick } = state;
    const inputs = collect(state, crowd);
    const next = step(state, inputs);
    print(describeTick(tick, inputs, next));
    state = next.state;
  }
  print(describeResult(state));
}

function collect(state: State, crowd: readonly ScriptedPerson[]): Input[] {
  const inputs: Input[] = [];
  let next = state.next;
  for (const person of crowd) {
    const input = person.act(state, next);
    if (input === null || (input.do === 'join' && freeSeats(state) === 0)) continue;
    if (input.do === 'join') next += 1;
    inputs.push(input);
  }
  return inputs;
}

function describeHeader(state: State): object {
  const { header, width, height } = state;
  const walls = [...state.land.keys()].filter((cell) => state.land[cell] === WALL);
  const { code, size, rules, bots } = header;
  return { code, size, width, height, walls, rules, ticks: matchTicks(header), bots };
}

/** Inputs of people, and the joins and departures of bots, which follow from the rules alone. */
function describeTick(tick: number, inputs: readonly Input[], { state, events }: Step): object {
  const listed = new Set(inputs.filter((input) => input.do !== 'turn').map((input) => input.who));
  const botsMoves = [
    ...events.joined.filter((who) => !listed.has(who)).map((who) => ({ who, do: 'join' })),
    ...events.left.filter((who) => !listed.has(who)).map((who) => ({ who, do: 'leave' })),
  ];
  return {
    tick,
    inputs: [
      ...inputs.map((input) => ({
        who: input.who,
        do: input.do,
        ...(input.do === 'turn' ? { dir: input.dir } : {}),
      })),
      ...botsMoves,
    ],
    turned: events.turned.map(({ who, heading }) => [who, heading === STILL ? null : heading]),
    players: state.players.map((player) => ({
      who: player.who,
      bot: player.bot,
      alive: player.at >= 0,
      at: player.at >= 0 ? player.at : null,
      dir: player.heading === STILL ? null : player.heading,
      trail: player.trail,
      kills: player.kills,
    })),
    land: runsOf(state.land),
  };
}

function describeResult(state: State): object {
  return {
    ending: state.ending,
    hash: hashOf(state).toString(16).padStart(8, '0'),
    result: ranking(state).map((player) => ({
      who: player.who,
      bot: player.bot,
      score: scoreOf(player),
      land: player.cells,
      kills: player.kills,
    })),
  };
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: 'small' },
      people: { type: 'string' },
      seed: { type: 'string', default: '1' },
      bots: { type: 'string' },
    },
  });
  const { size } = values;
  if (!isSize(size))
    throw new UsageError(`--size: found ${size}, expected one of ${Object.keys(SIZES).join(', ')}`);
  const { seats, fill } = SIZES[size];
  const people = wholeNumber('--people', values.people ?? `${Math.min(4, seats)}`, 0, seats);
  const seed = wholeNumber('--seed', values.seed, 0, 1_000_000_000);
  const bots = values.bots === undefined ? fill : wholeNumber('--bots', values.bots, 0, seats);
  return { size, people, seed, bots };
}

function isSize(text: string): text is Size {
  return Object.hasOwn(SIZES, text);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new UsageError(`${option}: found ${text}, expected a whole number from ${least} to ${most}`);
  return value;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

// Whoever reads may have seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  main();
} catch (error) {
  const isUsage =
    error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  if (!isUsage) throw error;
  console.error(`${(error as Error).message}\nUsage: ${USAGE}`);
  process.exitCode = 2;
}
