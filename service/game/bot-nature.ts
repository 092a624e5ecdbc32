import { matchTicks, type State } from './state.ts';

/** How a bot plays. It follows from its incarnation and the play code, and shifts with the match. */
export interface Nature {
  /** Fixed for a bot in a match; spreads all that is left to taste. */
  readonly seed: number;
  /** Shortest leg of a loop, in cells, and how many more it may have. */
  readonly leg: number;
  readonly spread: number;
  /** Moves by which a rival may be nearer to the trail than the bot to its home before it turns back. */
  readonly nerve: number;
  /** Whether it is in the mood for cutting trails. */
  readonly hungry: boolean;
  /** Cells from which it goes for a trail. */
  readonly range: number;
  /** Moves by which a victim may be nearer to its home than the bot to the victim's trail. */
  readonly patience: number;
}

const CAUTIOUS = { leg: 3, spread: 4, nerve: 0, appetite: 2, range: 6, patience: 0 };
const GREEDY = { leg: 5, spread: 7, nerve: 2, appetite: 3, range: 7, patience: 0 };
const HUNTER = { leg: 4, spread: 5, nerve: 1, appetite: 6, range: 14, patience: 1 };
const CHARACTERS = [CAUTIOUS, GREEDY, GREEDY, HUNTER] as const;

/** Moods last 32 ticks, and one in so many is absent-minded: rivals seem farther away by so many moves. */
const MOODS = 8;
const ABSENCE = 3;

/** Legs of one in the lead. */
const SETTLED = { leg: 3, spread: 3 };

/** The first and last ticks of a match in which bots play it differently. */
const OPENING_TICKS = 200;
const FINISH_TICKS = 240;

/**
 * The nature of a bot at this tick: bold while the board is open and when the end is near; in the lead it has
 * something to lose and makes do with short loops.
 */
export function natureOf(state: State, who: number, code: number, leader: number): Nature {
  const seed = mix(code, who);
  const { appetite, ...character } = CHARACTERS[seed % CHARACTERS.length]!;
  const mood = mix(seed, (state.tick + (seed % 32)) >> 5) % MOODS;
  const played = state.tick - state.header.countdown;
  const left = matchTicks(state.header) - state.tick;
  const bold = played < OPENING_TICKS || left < FINISH_TICKS ? 1 : 0;
  const ahead = who === leader && played >= OPENING_TICKS;
  const nerve = character.nerve + (ahead ? -1 : bold) + (mood === MOODS - 1 ? ABSENCE : 0);
  return { seed, ...character, ...(ahead ? SETTLED : {}), nerve, hungry: mood < appetite };
}

/** Scrambles two whole numbers into one of 32 bits. */
export function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}
