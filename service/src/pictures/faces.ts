import { AnswerCache } from '../answer-cache.ts';
import type { MatchFaces } from '../protocol/account.ts';
import type { MatchId } from '../store/ids.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';

/** Where faces are found. */
type FacesStore = Pick<Store, 'sittings' | 'players'>;

/** All in a match ask at about the same time: one answer serves them. */
const FRESH_MS = 2_000;

/** Matches whose answers are kept. */
const MOST_MATCHES = 1_000;

/**
 * Who in a match has which picture: before it, in it, and when it is watched again. The log of a match knows persons,
 * not players, and is the same for ever; so the pictures go beside it. Nothing else about a player is told.
 */
export class Faces {
  readonly #store: FacesStore;
  readonly #answers = new AnswerCache<MatchId, MatchFaces>(FRESH_MS, MOST_MATCHES);

  constructor(store: FacesStore) {
    this.#store = store;
  }

  /** Nobody's in a match that nobody knows, and while the store is away. */
  async of(match: MatchId): Promise<MatchFaces> {
    try {
      return await this.#answers.to(match, () => this.#find(match));
    } catch (error) {
      // A match goes on without the store, and without faces.
      if (error instanceof StoreUnavailable) return {};
      throw error;
    }
  }

  async #find(match: MatchId): Promise<MatchFaces> {
    const sittings = await this.#store.sittings(match);
    const players = await this.#store.players(sittings.map(({ player }) => player));
    const pictures = new Map(players.map(({ id, picture }) => [id, picture]));
    const faces = sittings.map(({ person, player }) => [person, pictures.get(player) ?? null] as const);
    return Object.fromEntries(faces.filter(([, picture]) => picture !== null)) as MatchFaces;
  }
}
