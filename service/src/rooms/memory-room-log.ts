import { randomUUID } from 'node:crypto';
import { SIZES, type Size } from '../../game/index.ts';
import type { Gathering } from './gathering.ts';
import type { Petition } from './petition.ts';
import {
  Conflict,
  Fenced,
  type Follower,
  type Listing,
  LogFull,
  type LoggedTick,
  type Notice,
  type OwnerToken,
  PLACE_MS,
  PROMISED_MS,
  type RoomLog,
  type RoomRecord,
  type RoomSnapshot,
  TailLost,
  type Unsubscribe,
} from './room-log.ts';

interface Room {
  readonly record: RoomRecord;
  readonly ticks: LoggedTick[];
  readonly followers: Set<Follower>;
  readonly listeners: Set<(petition: Petition) => void>;
  token: OwnerToken;
  isOffered: boolean;
  isFinished: boolean;
  snapshot: RoomSnapshot | null;
  gathering: Gathering | null;
  /** Until when each spectator's place is kept. */
  readonly watchers: Map<string, number>;
  /** Until when a seat is promised to each person. */
  readonly promises: Map<string, number>;
  /** Who each account is here, and from which tab it plays. */
  readonly accounts: Map<string, { readonly person: string; readonly tab: string }>;
  listing: Listing | null;
}

/** Most rooms at once: at half a megabyte of log each, a quarter of a gigabyte. */
const MOST_ROOMS = 500;

/**
 * The log of rooms in this process's memory: the embedded default, gone when the process ends. Nobody else can own a
 * room, so leases never expire.
 */
export class MemoryRoomLog implements RoomLog {
  readonly isReachable = true;
  readonly #rooms = new Map<string, Room>();
  /** Code by match, oldest first. */
  readonly #successors = new Map<string, string>();
  readonly #offerListeners: ((code: string) => void)[] = [];
  readonly #mostRooms: number;

  constructor(mostRooms = MOST_ROOMS) {
    this.#mostRooms = mostRooms;
  }

  async create(record: RoomRecord): Promise<OwnerToken | null> {
    const { code } = record.header;
    if (this.#rooms.has(code)) return null;
    if (this.#rooms.size >= this.#mostRooms) throw new LogFull(`${this.#mostRooms} rooms are open already`);
    return this.#add(record, drawToken()).token;
  }

  async find(code: string): Promise<RoomRecord | null> {
    return this.#rooms.get(code)?.record ?? null;
  }

  async append(code: string, token: OwnerToken, tick: LoggedTick, isLast: boolean): Promise<void> {
    const room = this.#owned(code, token);
    if (!put(room, tick)) return;
    room.isFinished = isLast;
    for (const follower of [...room.followers]) follower.onTick(tick);
  }

  async era(): Promise<string> {
    return 'this process';
  }

  async renew(code: string, token: OwnerToken): Promise<void> {
    this.#owned(code, token);
  }

  async mend(record: RoomRecord, token: OwnerToken, ticks: readonly LoggedTick[]): Promise<void> {
    const { code } = record.header;
    if (!this.#rooms.has(code)) this.#add(record, token);
    const room = this.#owned(code, token);
    for (const tick of ticks) put(room, tick);
  }

  async claim(code: string): Promise<OwnerToken | null> {
    const room = this.#rooms.get(code);
    if (room === undefined || !room.isOffered || room.isFinished) return null;
    room.token = drawToken();
    room.isOffered = false;
    return room.token;
  }

  async offer(code: string, token: OwnerToken): Promise<void> {
    this.#owned(code, token).isOffered = true;
    for (const listener of this.#offerListeners) listener(code);
  }

  onOffer(listener: (code: string) => void): void {
    this.#offerListeners.push(listener);
  }

  async range(code: string, fromTick: number): Promise<readonly LoggedTick[]> {
    return this.#rooms.get(code)?.ticks.slice(fromTick) ?? [];
  }

  async keepSnapshot(code: string, token: OwnerToken, snapshot: RoomSnapshot): Promise<void> {
    this.#owned(code, token).snapshot = snapshot;
  }

  async snapshot(code: string): Promise<RoomSnapshot | null> {
    return this.#rooms.get(code)?.snapshot ?? null;
  }

  async gather(code: string, token: OwnerToken, gathering: Gathering): Promise<void> {
    this.#owned(code, token).gathering = gathering;
    await this.notify(code, { tell: 'gathering', gathering });
  }

  async gathering(code: string): Promise<Gathering | null> {
    return this.#rooms.get(code)?.gathering ?? null;
  }

  async watch(code: string, watcher: string, most: number): Promise<number | null> {
    const places = this.#places(code);
    if (!places.has(watcher) && places.size >= most) return null;
    places.set(watcher, performance.now() + PLACE_MS);
    return places.size;
  }

  async unwatch(code: string, watcher: string): Promise<number> {
    const places = this.#places(code);
    places.delete(watcher);
    return places.size;
  }

  async watchers(code: string): Promise<number> {
    return this.#places(code).size;
  }

  async successor(match: string): Promise<string | null> {
    return this.#successors.get(match) ?? null;
  }

  async succeed(match: string, code: string, before: string | null): Promise<string> {
    const named = this.#successors.get(match);
    if (named !== undefined && named !== before) return named;
    this.#successors.delete(match);
    this.#successors.set(match, code);
    const [oldest] = this.#successors.keys();
    if (this.#successors.size > this.#mostRooms) this.#successors.delete(oldest!);
    return code;
  }

  async personOf(code: string, account: string, tab: string, isReturn: boolean): Promise<string | null> {
    const accounts = this.#rooms.get(code)?.accounts;
    const known = accounts?.get(account) ?? { person: tab, tab };
    if (isReturn && known.tab !== tab) return null;
    accounts?.set(account, { ...known, tab });
    return known.person;
  }

  async follow(code: string, follower: Follower): Promise<Unsubscribe> {
    return subscribe(this.#rooms.get(code)?.followers, follower);
  }

  async notify(code: string, notice: Notice): Promise<void> {
    for (const follower of [...(this.#rooms.get(code)?.followers ?? [])]) follower.onNotice(notice);
  }

  async petition(code: string, petition: Petition): Promise<void> {
    for (const listener of [...(this.#rooms.get(code)?.listeners ?? [])]) listener(petition);
  }

  async listen(code: string, listener: (petition: Petition) => void): Promise<Unsubscribe> {
    return subscribe(this.#rooms.get(code)?.listeners, listener);
  }

  async list(code: string, listing: Listing, seated: readonly string[]): Promise<void> {
    const room = this.#rooms.get(code);
    if (room === undefined) return;
    room.listing = listing;
    for (const person of seated) room.promises.delete(person);
  }

  async promiseSeat(size: Size, person: string): Promise<string | null> {
    const people = ({ listing }: Room): number => listing?.people ?? 0;
    const open = [...this.#rooms.values()]
      .filter(({ listing, isFinished }) => listing?.isOpen && !isFinished && listing.size === size)
      .sort((a, b) => people(b) - people(a));
    for (const room of open) {
      forgetExpired(room.promises);
      if (room.promises.has(person) || people(room) + room.promises.size < SIZES[size].seats) {
        room.promises.set(person, performance.now() + PROMISED_MS);
        return room.record.header.code;
      }
      // Until its owner lists it again.
      room.listing = { ...room.listing!, isOpen: false };
    }
    return null;
  }

  async orphans(): Promise<readonly string[]> {
    return [];
  }

  async finished(): Promise<readonly string[]> {
    return [...this.#rooms.values()].filter((room) => room.isFinished).map((room) => room.record.header.code);
  }

  async remove(code: string): Promise<void> {
    this.#rooms.delete(code);
  }

  reaches(): boolean {
    return this.isReachable;
  }

  onReachable(): void {
    // Memory is always in reach.
  }

  async close(): Promise<void> {
    this.#rooms.clear();
  }

  #add(record: RoomRecord, token: OwnerToken): Room {
    const room: Room = {
      record,
      ticks: [],
      followers: new Set(),
      listeners: new Set(),
      token,
      isOffered: false,
      isFinished: false,
      snapshot: null,
      gathering: null,
      watchers: new Map(),
      promises: new Map(),
      accounts: new Map(),
      listing: null,
    };
    this.#rooms.set(record.header.code, room);
    return room;
  }

  #places(code: string): Map<string, number> {
    const places = this.#rooms.get(code)?.watchers ?? new Map<string, number>();
    forgetExpired(places);
    return places;
  }

  #owned(code: string, token: OwnerToken): Room {
    const room = this.#rooms.get(code);
    if (room === undefined) throw new TailLost(code, 0);
    if (room.token !== token) throw new Fenced(`room ${code}: owned by another`);
    return room;
  }
}

function forgetExpired(untils: Map<string, number>): void {
  for (const [key, until] of untils) if (until < performance.now()) untils.delete(key);
}

function drawToken(): OwnerToken {
  return randomUUID() as string as OwnerToken;
}

/** Adds the next tick; `false` if it stands there already. */
function put(room: Room, tick: LoggedTick): boolean {
  const { code } = room.record.header;
  const logged = room.ticks[tick.tick];
  if (logged !== undefined) {
    if (Buffer.compare(logged.bytes, tick.bytes) === 0) return false;
    throw new Conflict(`room ${code}: tick ${tick.tick} is logged with other bytes`);
  }
  if (tick.tick !== room.ticks.length) throw new TailLost(code, room.ticks.length);
  room.ticks.push(tick);
  return true;
}

async function noop(): Promise<void> {
  // There was nothing to hear.
}

function subscribe<T>(subscribers: Set<T> | undefined, subscriber: T): Unsubscribe {
  if (subscribers === undefined) return noop;
  subscribers.add(subscriber);
  return async () => {
    subscribers.delete(subscriber);
  };
}
