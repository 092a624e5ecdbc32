import { Standstill } from './standstill.ts';

/** Of whom nothing was heard for so long has gone, whether or not a gateway lived to say so; a reload takes less. */
const ABSENT_MS = 12_000;

/** Who is there in a room, by when they were heard of last. Times are handed in, in milliseconds. */
export class Presence {
  readonly #heardOf = new Map<string, number>();
  /** From when on those count who have not been heard of here yet. */
  #since: number;
  readonly #standstill: Standstill;

  constructor(now: number) {
    this.#since = now;
    this.#standstill = new Standstill(now);
  }

  hear(person: string, now: number): void {
    this.#heardOf.set(person, now);
  }

  /** Looks which of those people have been silent for long. After a standstill all have as long again to be heard of. */
  absent(people: Iterable<string>, now: number): string[] {
    if (this.#standstill.look(now)) this.#beginAnew(now);
    return [...people].filter((person) => now - (this.#heardOf.get(person) ?? this.#since) > ABSENT_MS);
  }

  #beginAnew(now: number): void {
    this.#heardOf.clear();
    this.#since = now;
  }
}
