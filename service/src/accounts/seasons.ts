import type { Logger } from '../logger.ts';
import type { Leader } from '../store/leaderboard.ts';
import { quarterOf, type Season } from '../store/season.ts';
import type { Store } from '../store/store.ts';

/** Time between two looks at whether a season is under way: after an outage, or when a quarter ends. */
const LOOK_MS = 60_000;

/** How old a leaderboard may be that is shown. */
const FRESH_MS = 5_000;

/** Places that are shown. */
const PLACES = 50;

/** What seasons need. */
export interface SeasonsProps {
  readonly store: Store;
  readonly logger: Logger;
}

/** The season under way, and how its players stand. */
export class Seasons {
  readonly #props: SeasonsProps;
  readonly #timer: NodeJS.Timeout;
  #current: Season | null = null;
  #leaders: {
    readonly season: string;
    readonly at: number;
    readonly places: Promise<readonly Leader[]>;
  } | null = null;

  constructor(props: SeasonsProps) {
    this.#props = props;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref();
    void this.#look();
  }

  /**
   * The season that a moment is in. Where none has been declared it is the quarter of the year, declared now; every
   * process may do so. @throws StoreUnavailable
   */
  async current(now = new Date()): Promise<Season> {
    if (this.#current === null || !contains(this.#current, now)) {
      const { store } = this.#props;
      const known = (await store.seasons()).find((season) => contains(season, now));
      if (known === undefined) await store.declareSeason(quarterOf(now));
      this.#current = known ?? quarterOf(now);
    }
    return this.#current;
  }

  /** The first places; many who ask at a time cost the store one look. @throws StoreUnavailable */
  async leaders(season: Season): Promise<readonly Leader[]> {
    const now = performance.now();
    const known = this.#leaders;
    if (known !== null && known.season === season.id && now - known.at < FRESH_MS) return known.places;
    const places = this.#props.store.leaderboard(season, PLACES);
    const asked = { season: season.id, at: now, places };
    this.#leaders = asked;
    places.catch(() => {
      if (this.#leaders === asked) this.#leaders = null;
    });
    return places;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    await this.current().catch((error: unknown) => {
      this.#props.logger.warn({ err: error }, 'the season could not be declared; it is tried again');
    });
  }
}

function contains({ from, until }: Season, moment: Date): boolean {
  return moment >= from && moment < until;
}
