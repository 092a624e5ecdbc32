import type { Input } from './input.ts';
import { createMatch } from './match.ts';
import { ranking, scoreOf } from './score.ts';
import { hashOf, parse, serialize } from './snapshot.ts';
import {
  freeSeats,
  type Header,
  isTooLate,
  matchTicks,
  type Player,
  playerOf,
  RULES_VERSION,
  type State,
  seatsOf,
} from './state.ts';
import { type Step, step } from './step.ts';
import { TICK_MS } from './timing.ts';

/**
 * One version of a game's rules, as all outside of its folder knows it: server, browser and replay hold a match's
 * state without looking into it, and go on by what these say. A released version is a build of this module's `RULES`,
 * `releases/<version>.js`, so what stands here can be added to, never changed.
 */
export interface Rules {
  readonly version: number;
  /** Milliseconds between two ticks. */
  readonly tickMs: number;
  /** The state before tick 0. @throws InvalidHeader, also for the header of another version */
  createMatch(header: Header): State;
  /** One tick; the given state is left as it was. */
  step(state: State, inputs: readonly Input[]): Step;
  /** The whole state as bytes, and back. @throws MalformedBytes */
  serialize(state: State): Uint8Array;
  parse(bytes: Uint8Array): State;
  /** 32 bits that are equal for equal states. */
  hashOf(state: State): number;
  playerOf(state: State, who: number): Player | undefined;
  /** The players from the first place down, and a player's points. */
  ranking(state: State): Player[];
  scoreOf(player: Player): number;
  /** Most people that a match has seats for. */
  seatsOf(header: Header): number;
  /** People whom the match can still take, and whether it takes nobody any more for its age. */
  freeSeats(state: State): number;
  isTooLate(state: State): boolean;
  /** Ticks of a whole match. */
  matchTicks(header: Header): number;
}

/** Today's rules: matches begin by them. */
export const RULES: Rules = {
  version: RULES_VERSION,
  tickMs: TICK_MS,
  createMatch,
  step,
  serialize,
  parse,
  hashOf,
  playerOf,
  ranking,
  scoreOf,
  seatsOf,
  freeSeats,
  isTooLate,
  matchTicks,
};
