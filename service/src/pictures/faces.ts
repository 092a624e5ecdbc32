import type { RoomFaces } from '../protocol/account.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import { parseMatchId } from '../store/ids.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';

/** What faces are found by. */
export interface FacesProps {
  readonly log: Pick<RoomLog, 'find'>;
  readonly store: Pick<Store, 'sittings' | 'players'>;
}

/** All in a room ask at about the same time: one answer serves them. */
const FRESH_MS = 2_000;

/** Rooms whose answers are kept. */
const MOST_ROOMS = 1_000;

/**
 * Who in a room has which picture. The log of a match knows persons, not players, and is the same for ever; so the
 * pictures go beside it. Nothing else about a player is told.
 */
export class Faces {
  readonly #props: FacesProps;
  readonly #answers = new Map<
    string,
    { readonly faces: Promise<RoomFaces | null>; readonly until: number }
  >();

  constructor(props: FacesProps) {
    this.#props = props;
  }

  /** `null` if there is no such room; nobody's while the store is away. @throws LogUnavailable */
  async of(code: string): Promise<RoomFaces | null> {
    try {
      return await this.#ask(code);
    } catch (error) {
      // A match goes on without the store, and without faces.
      if (error instanceof StoreUnavailable) return {};
      throw error;
    }
  }

  #ask(code: string): Promise<RoomFaces | null> {
    const now = performance.now();
    const answer = this.#answers.get(code);
    if (answer !== undefined && now < answer.until) return answer.faces;
    const faces = this.#find(code);
    this.#answers.delete(code);
    this.#answers.set(code, { faces, until: now + FRESH_MS });
    if (this.#answers.size > MOST_ROOMS) this.#answers.delete(this.#answers.keys().next().value!);
    // An answer that failed is nobody's but of those who waited for it.
    faces.catch(() => this.#answers.delete(code));
    return faces;
  }

  async #find(code: string): Promise<RoomFaces | null> {
    const { log, store } = this.#props;
    const room = await log.find(code);
    if (room === null) return null;
    const sittings = await store.sittings(parseMatchId(room.match));
    const players = await store.players(sittings.map(({ player }) => player));
    const pictures = new Map(players.map(({ id, picture }) => [id, picture]));
    const faces = sittings.map(({ person, player }) => [person, pictures.get(player) ?? null] as const);
    return Object.fromEntries(faces.filter(([, picture]) => picture !== null)) as RoomFaces;
  }
}
