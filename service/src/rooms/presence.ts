/** Of whom nothing was heard for so long has gone, whether or not a gateway lived to say so; a reload takes less. */
const ABSENT_MS = 12_000;

/**
 * Looks come about once a second. Where one comes later than this the room stood still, for the log was away or this
 * process was: nobody could be heard then.
 */
const STANDSTILL_MS = 3000;

/** Who is there in a room, by when they were heard of last. Times are handed in, in milliseconds. */
export class Presence {
  readonly #heardOf = new Map<string, number>();
  /** From when on those count who have not been heard of here yet. */
  #since: number;
  #lookedAt: number;

  constructor(now: number) {
    this.#since = now;
    this.#lookedAt = now;
  }

  hear(person: string, now: number): void {
    this.#heardOf.set(person, now);
  }

  /** Looks which of those people have been silent for long. After a standstill all have as long again to be heard of. */
  absent(people: Iterable<string>, now: number): string[] {
    if (now - this.#lookedAt > STANDSTILL_MS) this.#beginAnew(now);
    this.#lookedAt = now;
    return [...people].filter((person) => now - (this.#heardOf.get(person) ?? this.#since) > ABSENT_MS);
  }

  #beginAnew(now: number): void {
    this.#heardOf.clear();
    this.#since = now;
  }
}
