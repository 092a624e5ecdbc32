import { type Events, fnv1a, type Header, RULES, type Rules, rulesOf, type State } from '../../game/index.ts';
import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';
import {
  continues,
  decodeTick,
  FIRST_CHAIN,
  MOST_NAME_BYTES,
  MOST_PERSON_BYTES,
  type Seat,
  type Tick,
} from './tick.ts';

/** Ticks between two snapshots that an owner keeps; after each of them clients report the hash of their replica. */
export const SNAPSHOT_TICKS = 50;

/** A tick that does not follow what the replica has: a gap, a repetition, or another history. */
export class OutOfSequence extends Error {
  override readonly name = 'OutOfSequence';
}

/** What applying a tick did. */
export interface Applied {
  readonly tick: Tick;
  readonly events: Events;
}

const MOST_SEATS = 1000;

/**
 * A match followed by its log. The owner of a room, every browser and every replay hold one and feed it the same
 * bytes, so that all of them are in the same state.
 */
export class Replica {
  /** By these the match goes on. */
  readonly rules: Rules;
  #state: State;
  #chain: number;
  readonly #seats: Map<number, Seat>;
  readonly #byPerson = new Map<string, Seat>();

  private constructor(rules: Rules, state: State, chain: number, seats: Map<number, Seat>) {
    this.rules = rules;
    this.#state = state;
    this.#chain = chain;
    this.#seats = seats;
    for (const seat of seats.values()) this.#byPerson.set(seat.person, seat);
  }

  /**
   * A match before its first tick.
   * @param rules those of the header's version @default today's
   * @throws InvalidHeader
   */
  static begin(header: Header, rules: Rules = RULES): Replica {
    return new Replica(rules, rules.createMatch(header), FIRST_CHAIN, new Map());
  }

  /**
   * A match as `snapshot` wrote it.
   * @param rules those of the version that `rulesOfSnapshot` tells @default today's
   * @throws MalformedBytes, also for the snapshot of a match by other rules
   */
  static restore(bytes: Uint8Array, rules: Rules = RULES): Replica {
    const { chain, seats, state } = readSnapshot(bytes);
    const version = rulesOf(state);
    if (version !== rules.version)
      throw new MalformedBytes(`a match by rules ${version}, these are rules ${rules.version}`);
    return new Replica(rules, rules.parse(state), chain, new Map(seats.map((seat) => [seat.who, seat])));
  }

  get state(): State {
    return this.#state;
  }

  /** Hash of all that was logged so far. */
  get chain(): number {
    return this.#chain;
  }

  /** People in the match, by incarnation; bots have no seat. */
  get seats(): ReadonlyMap<number, Seat> {
    return this.#seats;
  }

  /** The seat of a person, if there is one. */
  seatOf(person: string): Seat | undefined {
    return this.#byPerson.get(person);
  }

  /** Goes on by one logged tick. @throws OutOfSequence, leaving the replica as it was */
  apply(bytes: Uint8Array): Applied {
    const prepared = this.prepare(bytes);
    prepared.commit();
    return prepared;
  }

  /**
   * Looks ahead by one tick: what it would do, and `commit` to go on by it. An owner prepares a tick, logs it, and
   * only then commits. @throws OutOfSequence
   */
  prepare(bytes: Uint8Array): Applied & { readonly ending: State['ending']; commit(): void } {
    const tick = decodeTick(bytes);
    if (tick.tick !== this.#state.tick)
      throw new OutOfSequence(`tick ${tick.tick} came, tick ${this.#state.tick} is next`);
    if (!continues(this.#chain, bytes)) throw new OutOfSequence(`tick ${tick.tick} is of another history`);
    const { state, events } = this.rules.step(this.#state, tick.entries);
    const commit = (): void => {
      this.#state = state;
      this.#chain = tick.chain;
      for (const entry of tick.entries)
        if (entry.do === 'join' && events.joined.includes(entry.who)) this.#seat(entry);
      for (const who of events.left) this.#unseat(who);
    };
    return { tick, events, ending: state.ending, commit };
  }

  #seat(seat: Seat): void {
    this.#seats.set(seat.who, seat);
    this.#byPerson.set(seat.person, seat);
  }

  #unseat(who: number): void {
    const seat = this.#seats.get(who);
    this.#seats.delete(who);
    if (seat !== undefined && this.#byPerson.get(seat.person) === seat) this.#byPerson.delete(seat.person);
  }

  /** 32 bits that are equal for replicas in the same state. */
  hash(): number {
    return fnv1a(this.snapshot());
  }

  /** Everything needed to go on from here: chain, seats, state. */
  snapshot(): Uint8Array {
    const out = new ByteWriter().uint32(this.#chain).varint(this.#seats.size);
    for (const seat of this.#seats.values()) out.varint(seat.who).text(seat.person).text(seat.name);
    return out.raw(this.rules.serialize(this.#state)).finish();
  }
}

/** Version of the rules by which a snapshot's match is played. @throws MalformedBytes */
export function rulesOfSnapshot(bytes: Uint8Array): number {
  return rulesOf(readSnapshot(bytes).state);
}

/** The people who have a seat in a snapshot's match. @throws MalformedBytes */
export function seatsOfSnapshot(bytes: Uint8Array): readonly Seat[] {
  return readSnapshot(bytes).seats;
}

function readSnapshot(bytes: Uint8Array): { chain: number; seats: readonly Seat[]; state: Uint8Array } {
  const from = new ByteReader(bytes);
  const chain = from.uint32();
  const seats = Array.from({ length: from.varint(MOST_SEATS) }, (): Seat => {
    return { who: from.varint(), person: from.text(MOST_PERSON_BYTES), name: from.text(MOST_NAME_BYTES) };
  });
  return { chain, seats, state: from.rest() };
}
