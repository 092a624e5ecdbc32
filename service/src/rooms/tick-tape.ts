import type { LoggedTick } from './room-log.ts';

/** Bytes that a tape begins with: so many ticks of a small room. */
const FIRST_BYTES = 512;

/**
 * Ticks in a row, from a first one on, held as bytes behind one another: a process holds some hundred thousand, and each
 * as an object of its own would weigh twenty times as much and be gone over in every collection of garbage.
 */
export class TickTape {
  #first: number;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Where each tick's bytes end. */
  #ends: number[] = [];

  /** @param first Number of the tick that is appended first. */
  constructor(first: number) {
    this.#first = first;
  }

  /** Number of the tick that is appended next. */
  get next(): number {
    return this.#first + this.#ends.length;
  }

  /** How many ticks are held. */
  get length(): number {
    return this.#ends.length;
  }

  /** Copies the next tick's bytes, whatever they are, onto the tape. */
  append(bytes: Uint8Array): void {
    const begin = this.#ends.at(-1) ?? 0;
    const end = begin + bytes.length;
    if (end > this.#bytes.length) this.#move(0, Math.max(2 * this.#bytes.length, end));
    this.#bytes.set(bytes, begin);
    this.#ends.push(end);
  }

  /** A tick's bytes, which must not be changed; `undefined` if it is not held. */
  at(tick: number): Buffer | undefined {
    const place = tick - this.#first;
    const end = this.#ends[place];
    return end === undefined ? undefined : this.#bytes.subarray(this.#ends[place - 1] ?? 0, end);
  }

  /** What is held from a tick on. */
  from(tick: number): LoggedTick[] {
    const ticks: LoggedTick[] = [];
    for (let each = Math.max(tick, this.#first); each < this.next; each += 1)
      ticks.push({ tick: each, bytes: this.at(each)! });
    return ticks;
  }

  /** Forgets the ticks before one; if none is left, that one is appended next. */
  dropBefore(tick: number): void {
    const count = Math.min(tick - this.#first, this.#ends.length);
    if (count > 0) {
      const begin = this.#ends[count - 1]!;
      // What somebody still reads stays as it is: those that are left move to bytes of their own.
      this.#move(begin, Math.max(FIRST_BYTES, 2 * (this.#ends.at(-1)! - begin)));
      this.#ends = this.#ends.slice(count).map((end) => end - begin);
    }
    this.#first = this.#ends.length === 0 ? tick : this.#first + Math.max(0, count);
  }

  /** Moves the bytes from a place on to new ones. */
  #move(begin: number, capacity: number): void {
    const moved = Buffer.allocUnsafeSlow(capacity);
    moved.set(this.#bytes.subarray(begin, this.#ends.at(-1) ?? 0));
    this.#bytes = moved;
  }
}
