import type { Header } from '../../game/index.ts';
import type { Petition } from './petition.ts';

/** Proof of owning a room: compared for equality, never by order. */
export type OwnerToken = string & { readonly brand: 'OwnerToken' };

/** The token was replaced or the log has gone another way: whoever appended does not own the room any more. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** The log holds as much as it may. */
export class LogFull extends Error {
  override readonly name = 'LogFull';
}

/** A logged tick. `bytes` are those of `protocol/tick.ts`, and are what every socket of the room receives. */
export interface LoggedTick {
  readonly tick: number;
  readonly bytes: Uint8Array;
}

/** A replica's snapshot before `tick`. */
export interface RoomSnapshot {
  readonly tick: number;
  readonly bytes: Uint8Array;
}

/** What an owner tells outside the log. */
export type Notice =
  | { readonly tell: 'refused'; readonly person: string; readonly reason: 'full' | 'late' }
  | { readonly tell: 'closed' };

/** What followers of a room hear, in order. */
export interface Follower {
  onTick(tick: LoggedTick): void;
  onNotice(notice: Notice): void;
}

/** What an owner lets the lobby know about a room. */
export interface Listing {
  readonly header: Header;
  /** Whether play-now may seat strangers here. */
  readonly isPublic: boolean;
  readonly people: number;
  /** Ticks done. */
  readonly tick: number;
}

/** Stops hearing. */
export type Unsubscribe = () => Promise<void>;

/**
 * The log of rooms: the broadcast is the log. Whoever owns a room appends its ticks, and appending is what sends
 * them to all followers, so nobody ever sees a tick that is not logged. Adapters pass `test/service/rooms/room-log.contract.ts`.
 */
export interface RoomLog {
  /** Claims the header's code and owns the room. `null` if the code is in use. @throws LogFull */
  create(header: Header): Promise<OwnerToken | null>;

  /** The header of a live room, `null` if there is none. */
  find(code: string): Promise<Header | null>;

  /**
   * Appends and sends a tick. The same bytes for the same tick again are a success.
   * @throws Fenced if the token is not the room's, or the tick is not the next
   */
  append(code: string, token: OwnerToken, tick: LoggedTick): Promise<void>;

  /** The logged ticks from one on, in order. */
  range(code: string, fromTick: number): Promise<readonly LoggedTick[]>;

  /** Keeps a snapshot for joiners, in the place of the earlier one. @throws Fenced */
  keepSnapshot(code: string, token: OwnerToken, snapshot: RoomSnapshot): Promise<void>;

  /** The newest snapshot, `null` before the first. */
  snapshot(code: string): Promise<RoomSnapshot | null>;

  /** Hears ticks and notices from the moment the promise is fulfilled. */
  follow(code: string, follower: Follower): Promise<Unsubscribe>;

  /** Tells all followers something outside the log. */
  notify(code: string, notice: Notice): Promise<void>;

  /** Asks something of the room's owner, whoever it is. */
  petition(code: string, petition: Petition): Promise<void>;

  /** The owner's side of `petition`. */
  listen(code: string, listener: (petition: Petition) => void): Promise<Unsubscribe>;

  /** Lets the lobby know how the room is. */
  list(code: string, listing: Listing): Promise<void>;

  /** Rooms that owners have listed. */
  listings(): Promise<readonly Listing[]>;

  /** Forgets the room and frees its code. @throws Fenced */
  remove(code: string, token: OwnerToken): Promise<void>;
}
