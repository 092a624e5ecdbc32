import type { Header } from '../../game/index.ts';
import { Replica } from '../../src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../src/protocol/tick.ts';
import { type Outcome, outcomeOf } from '../../src/rooms/outcome.ts';
import type { LoggedTick } from '../../src/rooms/room-log.ts';
import { headerOf, playMatch, type Setup } from '../matches.ts';

/** A match that average people have played to its end, as the service has it when its last tick is logged. */
export interface PlayedMatch {
  readonly header: Header;
  readonly outcome: Outcome;
  readonly log: readonly LoggedTick[];
  /** Ids by which the log knows them. */
  readonly persons: readonly string[];
}

/** Plays a match of so many people. */
export function playPeople(size: Setup['size'], people: number): PlayedMatch {
  const setup: Setup = {
    size,
    players: people,
    people: Array.from({ length: people }, () => 'looper' as const),
    seed: 1,
  };
  const persons = Array.from({ length: people }, (_, index) => personOf(index));
  const header = headerOf(setup);
  const replica = Replica.begin(header);
  const log: LoggedTick[] = [];
  playMatch(setup, (inputs) => {
    const entries = inputs.map((input): Entry => {
      const { who } = input;
      if (input.do === 'turn') return input;
      if (input.do !== 'join') return { do: input.do, who };
      return { do: 'join', who, person: persons[who - 1]!, name: `Player ${who}` };
    });
    const tick = log.length;
    const bytes = encodeTick(replica.chain, tick, entries);
    replica.apply(bytes);
    log.push({ tick, bytes });
  });
  return { header, outcome: outcomeOf(replica)!, log, persons };
}

/** As long as those by which the service knows browsers. */
function personOf(index: number): string {
  return `person${index}`.padEnd(16, '-');
}
