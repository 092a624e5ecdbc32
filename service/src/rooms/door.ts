import { arrive, depart, type Gathering, isGuest, obey } from './gathering.ts';
import type { Petition } from './petition.ts';
import { Presence } from './presence.ts';

/**
 * The door of a private room, kept by its owner: who is let in, who is there, who the host is. Pure bookkeeping: times
 * are handed in, in milliseconds.
 */
export class Door {
  readonly #seats: number;
  readonly #presence: Presence;
  #gathering: Gathering;

  /** `seats` is how many may wait for the match. */
  constructor(gathering: Gathering, seats: number, now: number) {
    this.#gathering = gathering;
    this.#seats = seats;
    this.#presence = new Presence(now);
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
        this.#presence.hear(person, now);
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
    const people = this.#gathering.guests.map(({ person }) => person);
    for (const person of this.#presence.absent(people, now))
      this.#gathering = depart(this.#gathering, person);
  }
}
