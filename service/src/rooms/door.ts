import { arrive, depart, type Gathering, isGuest, obey } from './gathering.ts';
import type { Petition } from './petition.ts';

/** A guest of whom nothing has been heard for so long has gone; a reload takes less. */
const ABSENT_MS = 12_000;

/**
 * The door of a private room, kept by its owner: who is let in, who is there, who the host is. Pure bookkeeping: times
 * are handed in, in milliseconds.
 */
export class Door {
  readonly #seats: number;
  readonly #heardOf = new Map<string, number>();
  readonly #since: number;
  #gathering: Gathering;

  /** `seats` is how many may wait for the match. */
  constructor(gathering: Gathering, seats: number, now: number) {
    this.#gathering = gathering;
    this.#seats = seats;
    this.#since = now;
  }

  /** Another object whenever anything has changed. */
  get gathering(): Gathering {
    return this.#gathering;
  }

  /** Takes what a gateway asks. Returns why somebody is not let in; whoever is `seated` in the match always is. */
  take(petition: Petition, isSeated: boolean, now: number): 'locked' | 'full' | null {
    const { person } = petition;
    switch (petition.ask) {
      case 'sit': {
        if (!isSeated && !isGuest(this.#gathering, person)) {
          if (this.#gathering.isLocked) return 'locked';
          if (!this.#gathering.isStarted && this.#gathering.guests.length >= this.#seats) return 'full';
        }
        this.#heardOf.set(person, now);
        this.#gathering = arrive(this.#gathering, petition);
        return null;
      }
      case 'leave':
        this.#gathering = depart(this.#gathering, person);
        return null;
      case 'host':
        this.#gathering = obey(this.#gathering, person, petition.order);
        return null;
      default:
        return null;
    }
  }

  /** Lets those go of whom nothing was heard for long. */
  missAbsent(now: number): void {
    for (const { person } of this.#gathering.guests)
      if (now - (this.#heardOf.get(person) ?? this.#since) > ABSENT_MS)
        this.#gathering = depart(this.#gathering, person);
  }
}
