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
  readonly #answers = new Map<MatchId, { readonly faces: Promise<MatchFaces>; readonly until: number }>();

  constructor(store: FacesStore) {
    this.#store = store;
  }

  /** Nobody's in a match that nobody knows, and while the store is away. */
  async of(match: MatchId): Promise<MatchFaces> {
    try {
      return await this.#ask(match);
    } catch (error) {
      // A match goes on without the store, and without faces.
      if (error instanceof StoreUnavailable) return {};
      throw error;
    }
  }

  #ask(match: MatchId): Promise<MatchFaces> {
    const now = performance.now();
    const answer = this.#answers.get(match);
    if (answer !== undefined && now < answer.until) return answer.faces;
    const faces = this.#find(match);
    this.#answers.delete(match);
    this.#answers.set(match, { faces, until: now + FRESH_MS });
    if (this.#answers.size > MOST_MATCHES) this.#answers.delete(this.#answers.keys().next().value!);
    // An answer that failed is nobody's but of those who waited for it.
    faces.catch(() => this.#answers.delete(match));
    return faces;
  }

  async #find(match: MatchId): Promise<MatchFaces> {
    const sittings = await this.#store.sittings(match);
    const players = await this.#store.players(sittings.map(({ player }) => player));
    const pictures = new Map(players.map(({ id, picture }) => [id, picture]));
    const faces = sittings.map(({ person, player }) => [person, pictures.get(player) ?? null] as const);
    return Object.fromEntries(faces.filter(([, picture]) => picture !== null)) as MatchFaces;
  }
}
