import { type Direction, type Input, NOWHERE, neighbour, type Player, type State, WALL } from '../index.ts';
import { Chance } from '../random.ts';

/** Chances are one in so many, each tick. */
const LEAVES_ONE_IN = 3000;
const LOSES_CONNECTION_ONE_IN = 700;
const BLUNDERS_ONE_IN = 60;

/** Ticks until someone who left sits down again, and the longest loss of a connection. */
const PAUSE_TICKS = 40;
const LONGEST_LOSS_TICKS = 90;

/** Longest side of the loops that a scripted person walks. */
const LONGEST_SIDE = 14;

/** Someone who plays by a script: loops of random sides, now and then a blunder, a lost connection, a departure. */
export class ScriptedPerson {
  readonly #chance: Chance;
  #who = 0;
  #seq = 0;
  #sitsDownAt: number;
  #backAt = NOWHERE;
  #side = 0;

  /** `seed` fixes everything the person does; `sitsDownAt` is the tick of the first join. */
  constructor(seed: number, sitsDownAt: number) {
    this.#chance = new Chance(seed);
    this.#sitsDownAt = sitsDownAt;
  }

  /** What the person does at the coming tick, if anything. `next` is the incarnation that a join would get. */
  act(state: State, next: number): Input | null {
    const player = state.players.find((other) => other.who === this.#who);
    if (player === undefined) return this.#sitDown(state, next);
    if (player.lostAt >= 0) return this.#comeBack(state);
    if (this.#happens(LEAVES_ONE_IN)) {
      this.#sitsDownAt = state.tick + PAUSE_TICKS;
      return { do: 'leave', who: this.#who };
    }
    if (this.#happens(LOSES_CONNECTION_ONE_IN)) {
      this.#backAt = state.tick + 1 + this.#chance.draw(LONGEST_LOSS_TICKS);
      return { do: 'lost', who: this.#who };
    }
    const dir = this.#steer(state, player);
    if (dir === null) return null;
    this.#seq += 1;
    return { do: 'turn', who: this.#who, seq: this.#seq, dir };
  }

  #sitDown(state: State, next: number): Input | null {
    if (state.tick < this.#sitsDownAt) return null;
    this.#who = next;
    this.#seq = 0;
    return { do: 'join', who: next };
  }

  #comeBack(state: State): Input | null {
    return state.tick >= this.#backAt ? { do: 'back', who: this.#who } : null;
  }

  /** Walks straight for a side's length, then turns to where there is room; seldom anywhere at all. */
  #steer(state: State, player: Player): Direction | null {
    if (player.at === NOWHERE) return null;
    if (this.#happens(BLUNDERS_ONE_IN)) return this.#chance.draw(4) as Direction;
    const ahead = player.heading < 4 && this.#isOpen(state, player, player.heading as Direction);
    this.#side -= 1;
    if (ahead && this.#side > 0) return null;
    const open = ([0, 1, 2, 3] as const).filter(
      (dir) => dir !== player.heading && this.#isOpen(state, player, dir),
    );
    if (open.length === 0) return null;
    this.#side = 2 + this.#chance.draw(LONGEST_SIDE - 1);
    return open[this.#chance.draw(open.length)]!;
  }

  #isOpen(state: State, player: Player, dir: Direction): boolean {
    const to = neighbour(state, player.at, dir);
    return to !== NOWHERE && state.land[to] !== WALL && !player.trail.includes(to);
  }

  #happens(oneIn: number): boolean {
    return this.#chance.draw(oneIn) === 0;
  }
}
