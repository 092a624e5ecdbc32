import type { Header, Size } from '../../game/index.ts';
import type { Gathering } from './gathering.ts';
import type { Petition } from './petition.ts';

/**
 * Proof of owning a room: whoever holds the room's own token owns it. A token also knows its place among the room's
 * owners, so that a log that has lost the newest claim is put back by the newest owner, not gone on with by an older.
 */
export type OwnerToken = string & { readonly brand: 'OwnerToken' };

/** How long an owner may be silent before another process may take the room: six ticks. */
export const LEASE_MS = 900;

/** So long after its lease a room is an orphan: whoever has a player in it would have taken it over by then. */
export const ORPHANED_MS = 8000;

/** How long a spectator's place is kept. */
export const PLACE_MS = 30_000;

/** The token was replaced, or the log has gone another way: whoever appended does not own the room any more. */
export class Fenced extends Error {
  override readonly name: string = 'Fenced';
}

/** The log has gone another way: the tick stands in it with other bytes. */
export class Conflict extends Fenced {
  override readonly name = 'Conflict';
}

/** The log holds as much as it may; no new rooms. */
export class LogFull extends Error {
  override readonly name = 'LogFull';
}

/** Nothing is known of what was asked: the log could not be reached, or did not answer in time. Ask again. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}

/** The log has lost its end: `next` is the first tick that it lacks. The owner has it and can `mend` the log. */
export class TailLost extends Error {
  override readonly name = 'TailLost';
  readonly next: number;

  constructor(code: string, next: number) {
    super(`room ${code}: the log ends before tick ${next}`);
    this.next = next;
  }
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

/** What stands about a room from its beginning to its end. */
export interface RoomRecord {
  readonly header: Header;
  /** Id of the match that is played in the room; codes come back one day, ids never. */
  readonly match: string;
  /** Whether play-now may seat strangers here. */
  readonly isPublic: boolean;
  /** When the room was made, in milliseconds since 1970. */
  readonly openedAt: number;
}

/** What an owner tells outside the log. */
export type Notice =
  | { readonly tell: 'refused'; readonly person: string; readonly reason: 'full' | 'late' | 'locked' }
  | { readonly tell: 'gathering'; readonly gathering: Gathering }
  | { readonly tell: 'watchers'; readonly watchers: number }
  /** An account plays its seat over this connection now, from this tab. */
  | { readonly tell: 'taken'; readonly person: string; readonly tab: string; readonly connection: string }
  | { readonly tell: 'closed' };

/** What followers of a room hear, in order. */
export interface Follower {
  onTick(tick: LoggedTick): void;
  onNotice(notice: Notice): void;
}

/** What an owner lets newcomers know about a room. */
export interface Listing {
  readonly size: Size;
  readonly people: number;
  /** Whether play-now may send somebody here. */
  readonly isOpen: boolean;
}

/** How long a seat is promised to somebody who does not come, and a ticket is good for it. */
export const PROMISED_MS = 30_000;

/** Stops hearing. */
export type Unsubscribe = () => Promise<void>;

/**
 * The log of rooms: the broadcast is the log. Whoever owns a room appends its ticks, and appending is what sends them
 * to all followers, so nobody ever sees a tick that is not logged. Every method may throw `LogUnavailable`. All
 * adapters pass `test/service/rooms/room-log.contract.ts`.
 */
export interface RoomLog {
  /** Claims the record's code and owns the room. `null` if the code is in use. @throws LogFull */
  create(record: RoomRecord): Promise<OwnerToken | null>;

  /** The record of a live room, `null` if there is none. */
  find(code: string): Promise<RoomRecord | null>;

  /**
   * Appends and sends a tick, and renews the owner's lease. The same bytes for the same tick again are a success;
   * with `isLast` the room is also put among the finished ones.
   * @throws Fenced if the token is not the room's
   * @throws Conflict if the tick stands in the log with other bytes
   * @throws TailLost if the log lacks earlier ticks
   */
  append(code: string, token: OwnerToken, tick: LoggedTick, isLast: boolean): Promise<void>;

  /** Renews the lease of an owner who has nothing to append. @throws Fenced, TailLost if the log lacks the room */
  renew(code: string, token: OwnerToken): Promise<void>;

  /**
   * Puts back what the log has lost, without sending it again: the room's record if nobody owns the room, and those
   * of the ticks that it lacks. @throws Fenced if another owns the room or the log has gone another way
   */
  mend(record: RoomRecord, token: OwnerToken, ticks: readonly LoggedTick[]): Promise<void>;

  /**
   * Takes a room over whose lease has expired or that was offered; `null` if it is held, or gone. Where owners may just be
   * finding their way back to a log that was away, it waits for them first.
   */
  claim(code: string): Promise<OwnerToken | null>;

  /** Lets any process claim the room, which its owner goes on running until then. @throws Fenced */
  offer(code: string, token: OwnerToken): Promise<void>;

  /** Hears the codes of rooms that other processes offer. */
  onOffer(listener: (code: string) => void): void;

  /**
   * What holds the room, a word for each life of it: one that ends may take what was logged and claimed last with it, and
   * as long as the word is the same nothing was lost by that.
   */
  era(code: string): Promise<string>;

  /** The logged ticks from one on, in order. */
  range(code: string, fromTick: number): Promise<readonly LoggedTick[]>;

  /** Keeps a snapshot for joiners, in the place of the earlier one. @throws Fenced */
  keepSnapshot(code: string, token: OwnerToken, snapshot: RoomSnapshot): Promise<void>;

  /** The newest snapshot, `null` before the first. */
  snapshot(code: string): Promise<RoomSnapshot | null>;

  /**
   * Keeps who has come to a private room, tells all followers, and renews the lease. A room without a gathering waits
   * for nobody. @throws Fenced
   */
  gather(code: string, token: OwnerToken, gathering: Gathering): Promise<void>;

  /** Who has come to a private room; `null` in one that waits for nobody. */
  gathering(code: string): Promise<Gathering | null>;

  /**
   * Takes a spectator's place, or keeps it: a place that nobody has kept for `PLACE_MS` is free again. Tells how
   * many are taken then; `null` if all `most` are taken by others.
   */
  watch(code: string, watcher: string, most: number): Promise<number | null>;

  /** Gives a spectator's place back; tells how many are taken then. */
  unwatch(code: string, watcher: string): Promise<number>;

  /** How many places of spectators are taken. */
  watchers(code: string): Promise<number>;

  /** Code of the room in which those of a match play again; `null` if nobody has called for that of late. */
  successor(match: string): Promise<string | null>;

  /**
   * Names the room in which those of a match play again, after that which was found `before`, if any. Tells which it is:
   * one that somebody else has named meanwhile stays.
   */
  succeed(match: string, code: string, before: string | null): Promise<string>;

  /**
   * As whom an account is in a room: as the tab from which it came first. `null` for a tab that returns by itself, while
   * the seat has been taken over from another meanwhile. A room whose log was lost knows of nobody before.
   */
  personOf(code: string, account: string, tab: string, isReturn: boolean): Promise<string | null>;

  /** Hears ticks and notices from the moment the promise is fulfilled. */
  follow(code: string, follower: Follower): Promise<Unsubscribe>;

  /** Tells all followers something outside the log. */
  notify(code: string, notice: Notice): Promise<void>;

  /** Asks something of the room's owner, whoever it is. May be lost: what must arrive is repeated. */
  petition(code: string, petition: Petition): Promise<void>;

  /** The owner's side of `petition`. */
  listen(code: string, listener: (petition: Petition) => void): Promise<Unsubscribe>;

  /** Lets newcomers know how the room is, and who is seated: what was promised to them is theirs. */
  list(code: string, listing: Listing, seated: readonly string[]): Promise<void>;

  /**
   * Promises somebody a seat that is neither taken nor promised: in the fullest open room of a size. Tells its code; `null`
   * if there is no such seat. The promise holds until an owner lists them, or for half a minute.
   */
  promiseSeat(size: Size, person: string): Promise<string | null>;

  /** Codes of rooms that have had no owner for long, those first that have waited longest; not all if there are many. */
  orphans(): Promise<readonly string[]>;

  /** Codes of rooms whose match has ended and that have not been removed. */
  finished(): Promise<readonly string[]>;

  /** Forgets the room and frees its code. */
  remove(code: string): Promise<void>;

  /** Whether all of the log can be reached now, whether a room's part of it can, and word of every change. */
  readonly isReachable: boolean;
  reaches(code: string): boolean;
  onReachable(listener: (isReachable: boolean) => void): void;

  /** Ends all connections. */
  close(): Promise<void>;
}
