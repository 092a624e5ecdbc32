import type { Gathering, HostOrder } from '../../../src/rooms/gathering.ts';

/** Milliseconds after which an order is said again that the room does not show yet. */
const REPEAT_MS = 1_000;

/** What the host of a private room has asked: said again until the room is so, for a message may be lost. */
export class HostOrders {
  readonly #say: (order: HostOrder) => void;
  #order: HostOrder | null = null;
  #saidAt = 0;

  constructor(say: (order: HostOrder) => void) {
    this.#say = say;
  }

  /** The host asks; the latest order counts. */
  give(order: HostOrder, now: number): void {
    this.#order = order;
    this.#saidAt = now;
    this.#say(order);
  }

  /** The room is so now. */
  hear({ isLocked, isStarted }: Gathering): void {
    const isDone = { start: isStarted, lock: isLocked, unlock: !isLocked };
    if (this.#order !== null && isDone[this.#order]) this.#order = null;
  }

  /** Looks at the clock, a few times a second. */
  watch(now: number): void {
    if (this.#order !== null && now - this.#saidAt >= REPEAT_MS) this.give(this.#order, now);
  }
}
