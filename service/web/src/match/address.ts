/** Marks the entry of the browser's history that stands for the room, above the one by which the page came in. */
const OF_ROOM = { isOfRoom: true } as const;

/** Ways through the browser's history, from one entry to the other. */
export interface Ways {
  /** From the room's entry to the one below. */
  readonly back: () => void;
  /** To the room's entry, from the one below. */
  readonly forward: () => void;
}

/**
 * The page's address and its place in the browser's history. A room has an entry of its own, so that the way back leads out
 * of the room, and not at one careless swipe off the site.
 */
export class Address {
  readonly #listening = new AbortController();

  constructor({ back, forward }: Ways) {
    const { signal } = this.#listening;
    addEventListener('popstate', () => (this.#isOfRoom ? forward() : back()), { signal });
  }

  /** The address names a room, so that it can be sent to a friend. */
  enter(path: string): void {
    if (this.#isOfRoom) history.replaceState(OF_ROOM, '', path);
    else history.pushState(OF_ROOM, '', path);
  }

  /** The address is the home page's again. */
  leave(): void {
    history.replaceState(history.state, '', '/');
  }

  /** Undoes a way back. */
  stay(): void {
    history.forward();
  }

  /** Goes one further back: there is nothing more to leave here. */
  goOn(): void {
    history.back();
  }

  close(): void {
    this.#listening.abort();
  }

  get #isOfRoom(): boolean {
    return (history.state as Partial<typeof OF_ROOM> | null)?.isOfRoom === true;
  }
}
