export type { Events } from './events.ts';
export {
  type Direction,
  type Heading,
  NEUTRAL,
  NOWHERE,
  neighbour,
  opposite,
  SIZES,
  type Size,
  STILL,
  WALL,
} from './grid.ts';
export type { Input } from './input.ts';
export { createMatch } from './match.ts';
export { fnv1a } from './random.ts';
export { RULES, type Rules } from './rules.ts';
export { KILL_POINTS, ranking, scoreOf } from './score.ts';
export { hashOf, parse, rulesOf, runsOf, serialize } from './snapshot.ts';
export {
  type Ending,
  freeSeats,
  type Header,
  isTooLate,
  matchTicks,
  type Player,
  playerOf,
  RULES_VERSION,
  type State,
} from './state.ts';
export { type Step, step } from './step.ts';
export { MATCH_TICKS, TICK_MS } from './timing.ts';
