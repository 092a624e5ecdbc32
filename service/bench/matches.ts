import {
  createMatch,
  type Direction,
  type Events,
  fnv1a,
  type Header,
  type Input,
  NEUTRAL,
  NOWHERE,
  playerOf,
  RULES_VERSION,
  ranking,
  type Size,
  type State,
  step,
  WALL,
} from '../game/index.ts';
import { type Draw, type Person, STRATEGIES, type Strategy } from './people.ts';

/** A match to play headless: people by their strategies, and bots up to the number of players. */
export interface Setup {
  readonly size: Size;
  /** Players in all, bots included. */
  readonly players: number;
  readonly people: readonly Strategy[];
  readonly seed: number;
}

/** What is told of a match. Shares are in 1/1000. */
export interface Outcome {
  /** Places of the people, in their order, from 1. */
  readonly places: readonly number[];
  /** How often somebody else came to have the most points. */
  readonly leaderChanges: number;
  /** Share of the board, and of what is owned, that the first holds at the end. */
  readonly firstOfBoard: number;
  readonly firstOfOwned: number;
  /** Deaths of everybody, and those that were credited to somebody. */
  readonly deaths: number;
  readonly credited: number;
  /** Ticks at which each person died, in their order. */
  readonly falls: readonly (readonly number[])[];
  readonly ticks: number;
}

/** Ticks by which people see the others late: 450 ms. */
const PERSON_LAG_TICKS = 3;

/** The header of a match that is played headless. */
export function headerOf({ size, players, seed }: Setup): Header {
  return { code: `FAIR${seed}`, size, bots: players, rules: RULES_VERSION, countdown: 0 };
}

/** Plays a match to its end. @param onInputs Called with what each tick takes, from the first on. */
export function playMatch(
  setup: Setup,
  onInputs: (inputs: readonly Input[]) => void = () => undefined,
): Outcome {
  const header = headerOf(setup);
  let state = createMatch(header);
  const draw = drawsFrom(header.code);
  const people = setup.people.map((strategy, index) => ({
    who: index + 1,
    seq: 0,
    choose: STRATEGIES[strategy](draw),
  }));
  const past: State[] = [];
  const tally = new Tally(people.length);
  let inputs: Input[] = people.map(({ who }) => ({ do: 'join', who }));
  while (state.ending === null) {
    onInputs(inputs);
    const after = step(state, inputs);
    state = after.state;
    tally.add(state, after.events);
    past.push(state);
    if (past.length > PERSON_LAG_TICKS + 1) past.shift();
    inputs = people.flatMap((person) => turnOf(person, state, past[0]!));
  }
  return tally.outcome(state);
}

/** A person's turn, if it wants to go another way than it does. */
function turnOf(person: { who: number; seq: number; choose: Person }, now: State, seen: State): Input[] {
  const self = playerOf(now, person.who);
  if (self === undefined || self.at === NOWHERE) return [];
  const dir: Direction | undefined = person.choose(now, seen, self);
  if (dir === undefined || dir === self.heading) return [];
  person.seq += 1;
  return [{ do: 'turn', who: person.who, seq: person.seq, dir }];
}

/** Counts what happens in a match. */
class Tally {
  readonly #falls: number[][];
  #leader = 0;
  #leaderChanges = 0;
  #deaths = 0;
  #credited = 0;

  constructor(people: number) {
    this.#falls = Array.from({ length: people }, () => []);
  }

  add(state: State, events: Events): void {
    const leader = ranking(state)[0]?.who ?? 0;
    if (this.#leader !== 0 && leader !== this.#leader) this.#leaderChanges += 1;
    this.#leader = leader;
    for (const { who, by } of events.deaths) {
      this.#deaths += 1;
      if (by !== 0) this.#credited += 1;
      this.#falls[who - 1]?.push(state.tick);
    }
  }

  outcome(end: State): Outcome {
    const order = ranking(end);
    const free = end.land.filter((owner) => owner !== WALL).length;
    const owned = end.land.filter((owner) => owner > NEUTRAL).length;
    const first = order[0]!.cells;
    return {
      places: this.#falls.map((_, at) => order.findIndex(({ who }) => who === at + 1) + 1),
      leaderChanges: this.#leaderChanges,
      firstOfBoard: Math.round((1000 * first) / free),
      firstOfOwned: Math.round((1000 * first) / owned),
      deaths: this.#deaths,
      credited: this.#credited,
      falls: this.#falls,
      ticks: end.tick,
    };
  }
}

/** A row of draws that follows from a text: the people's own chance, apart from the match's. */
function drawsFrom(text: string): Draw {
  let count = 0;
  const bytes = new TextEncoder().encode(text);
  return (n) => {
    count += 1;
    return fnv1a(new Uint8Array([count & 255, (count >> 8) & 255, count >> 16]), fnv1a(bytes)) % n;
  };
}
