import { Replica } from '../../src/protocol/replica.ts';
import { decodeTick } from '../../src/protocol/tick.ts';
import type { LoggedTick, RoomRecord } from '../../src/rooms/room-log.ts';

interface Seen {
  readonly bytes: Uint8Array;
  /** When it was seen first, in milliseconds. */
  readonly at: number;
}

/** A tick that was seen and is not in the log. */
interface Unlogged extends Seen {
  readonly tick: number;
  readonly instead: Uint8Array | undefined;
}

interface Acknowledgement {
  readonly who: number;
  readonly seq: number;
  readonly dir: number;
  readonly tick: number;
  readonly at: number;
}

/** What is wrong with a room; all zero if nothing is. */
export interface Findings {
  /** Acknowledged inputs that the log does not have where they were acknowledged. */
  lost: number;
  /** Inputs that the log has twice. */
  doubled: number;
  /** Ticks that players saw and that the log does not have. */
  unlogged: number;
  /** Replicas whose state is not that of a replay of the log. */
  diverged: number;
  /** Ticks that came to a player and did not follow what the player had. */
  astray: number;
  /** Inputs in the log that nobody sent. */
  invented: number;
}

/** Nothing wrong. */
export function noFindings(): Findings {
  return { lost: 0, doubled: 0, unlogged: 0, diverged: 0, astray: 0, invented: 0 };
}

/** Everything that the players of a room sent, saw and were told, to be held against the log in the end. */
export class Ledger {
  readonly code: string;
  readonly record: RoomRecord;
  sent = 0;
  astray = 0;
  /** Newest tick that anybody saw, and when. */
  newest = { tick: -1, at: 0 };
  readonly #sent = new Set<string>();
  readonly #seen = new Map<number, Seen[]>();
  readonly #acknowledged = new Map<string, Acknowledgement>();
  readonly #hashes = new Map<number, Set<number>>();

  constructor(record: RoomRecord) {
    this.record = record;
    this.code = record.header.code;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  noteSent(who: number, seq: number, dir: number): void {
    this.sent += 1;
    this.#sent.add(`${who} ${seq} ${dir}`);
  }

  /** Returns when anybody saw it first. */
  noteSeen(tick: number, bytes: Uint8Array): number {
    const at = performance.now();
    if (tick > this.newest.tick) this.newest = { tick, at };
    const variants = this.#seen.get(tick) ?? [];
    this.#seen.set(tick, variants);
    const known = variants.find((variant) => Buffer.compare(variant.bytes, bytes) === 0);
    if (known === undefined) variants.push({ bytes, at });
    return known?.at ?? at;
  }

  /** `at` is when the tick was seen first. */
  noteAcknowledged(who: number, seq: number, dir: number, tick: number, at: number): void {
    // After a snapshot the ticks since come once more.
    const key = `${who} ${seq} ${dir} ${tick}`;
    this.#acknowledged.set(key, { who, seq, dir, tick, at });
  }

  noteHash(tick: number, hash: number): void {
    const hashes = this.#hashes.get(tick) ?? new Set();
    this.#hashes.set(tick, hashes.add(hash));
  }

  /**
   * Holds everything against the log. What was seen and acknowledged until `excusedUntil` counts apart: then Redis's
   * tail and the room's owner were lost together.
   */
  check(
    log: readonly Pick<LoggedTick, 'bytes'>[],
    excusedUntil: number,
  ): { readonly strict: Findings; readonly excused: Findings } {
    const strict = noFindings();
    const excused = noFindings();
    const of = (at: number): Findings => (at <= excusedUntil ? excused : strict);
    const ticks = log.map(({ bytes }) => decodeTick(bytes));

    for (const { at } of this.unlogged(log)) of(at).unlogged += 1;
    for (const { who, seq, dir, tick, at } of this.#acknowledged.values()) {
      const isLogged = ticks[tick]?.entries.some(
        (entry) => entry.do === 'turn' && entry.who === who && entry.seq === seq && entry.dir === dir,
      );
      if (isLogged !== true) of(at).lost += 1;
    }
    const turns = new Set<string>();
    for (const { entries } of ticks)
      for (const entry of entries) {
        if (entry.do !== 'turn') continue;
        const turn = `${entry.who} ${entry.seq}`;
        if (turns.has(turn)) strict.doubled += 1;
        turns.add(turn);
        if (!this.#sent.has(`${turn} ${entry.dir}`)) strict.invented += 1;
      }
    strict.astray = this.astray;
    this.#replay(log, strict, excused, excusedUntil);
    return { strict, excused };
  }

  /** Ticks that players saw and that the log does not have, or has with other bytes: `instead`. */
  unlogged(log: readonly Pick<LoggedTick, 'bytes'>[]): readonly Unlogged[] {
    return [...this.#seen].flatMap(([tick, variants]) => {
      const instead = log[tick]?.bytes;
      return variants
        .filter(({ bytes }) => instead === undefined || Buffer.compare(instead, bytes) !== 0)
        .map((variant) => ({ ...variant, tick, instead }));
    });
  }

  /** An independent replay of the log must come by every state that a player's replica was in. */
  #replay(
    log: readonly Pick<LoggedTick, 'bytes'>[],
    strict: Findings,
    excused: Findings,
    excusedUntil: number,
  ): void {
    const replica = Replica.begin(this.record.header);
    for (const [tick, { bytes }] of log.entries()) {
      replica.apply(bytes);
      for (const hash of this.#hashes.get(tick + 1) ?? [])
        if (hash !== replica.hash()) (excusedUntil > 0 ? excused : strict).diverged += 1;
    }
  }
}
