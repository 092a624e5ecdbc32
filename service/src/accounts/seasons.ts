import { AnswerCache } from '../answer-cache.ts';
import type { Logger } from '../logger.ts';
import type { PlayerId } from '../store/ids.ts';
import type { Leader } from '../store/leaderboard.ts';
import { quarterOf, type Season } from '../store/season.ts';
import type { Store } from '../store/store.ts';

/** Time between two looks at whether a season is under way: after an outage, or when a quarter ends. */
const LOOK_MS = 60_000;

/** How old a leaderboard may be that is shown. */
const FRESH_MS = 5_000;

/** Places that are shown. */
const PLACES = 50;

/** Players whose own places are known for as long: each costs the store a look at the whole season. */
const MOST_PLAYERS = 1_000;

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
  readonly #leaders = new AnswerCache<string, readonly Leader[]>(FRESH_MS, 1);
  readonly #places = new AnswerCache<string, Leader | null>(FRESH_MS, MOST_PLAYERS);

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
  leaders(season: Season): Promise<readonly Leader[]> {
    return this.#leaders.to(season.id, () => this.#props.store.leaderboard(season, PLACES));
  }

  /** A player's own place, so also of somebody who asks again and again. @throws StoreUnavailable */
  placeOf(season: Season, player: PlayerId): Promise<Leader | null> {
    return this.#places.to(`${season.id} ${player}`, () =>
      this.#props.store.leaderboardPlace(season, player),
    );
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
