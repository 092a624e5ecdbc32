import { randomUUID } from 'node:crypto';
import type { Header } from '../../game/index.ts';
import type { Petition } from './petition.ts';
import {
  Fenced,
  type Follower,
  type Listing,
  LogFull,
  type LoggedTick,
  type Notice,
  type OwnerToken,
  type RoomLog,
  type RoomSnapshot,
  type Unsubscribe,
} from './room-log.ts';

interface Room {
  readonly header: Header;
  readonly token: OwnerToken;
  readonly ticks: LoggedTick[];
  readonly followers: Set<Follower>;
  readonly listeners: Set<(petition: Petition) => void>;
  snapshot: RoomSnapshot | null;
  listing: Listing | null;
}

/** Most rooms at once: at half a megabyte of log each, a quarter of a gigabyte. */
const MOST_ROOMS = 500;

/** The log of rooms in this process's memory: the embedded default, gone when the process ends. */
export class MemoryRoomLog implements RoomLog {
  readonly #rooms = new Map<string, Room>();
  readonly #mostRooms: number;

  constructor(mostRooms = MOST_ROOMS) {
    this.#mostRooms = mostRooms;
  }

  async create(header: Header): Promise<OwnerToken | null> {
    if (this.#rooms.has(header.code)) return null;
    if (this.#rooms.size >= this.#mostRooms) throw new LogFull(`${this.#mostRooms} rooms are open already`);
    const token = randomUUID() as string as OwnerToken;
    this.#rooms.set(header.code, {
      header,
      token,
      ticks: [],
      followers: new Set(),
      listeners: new Set(),
      snapshot: null,
      listing: null,
    });
    return token;
  }

  async find(code: string): Promise<Header | null> {
    return this.#rooms.get(code)?.header ?? null;
  }

  async append(code: string, token: OwnerToken, tick: LoggedTick): Promise<void> {
    const room = this.#owned(code, token);
    const logged = room.ticks[tick.tick];
    if (logged !== undefined && Buffer.compare(logged.bytes, tick.bytes) === 0) return;
    if (tick.tick !== room.ticks.length)
      throw new Fenced(`room ${code}: tick ${tick.tick} appended, tick ${room.ticks.length} is next`);
    room.ticks.push(tick);
    for (const follower of [...room.followers]) follower.onTick(tick);
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

  async list(code: string, listing: Listing): Promise<void> {
    const room = this.#rooms.get(code);
    if (room !== undefined) room.listing = listing;
  }

  async listings(): Promise<readonly Listing[]> {
    return [...this.#rooms.values()].flatMap((room) => room.listing ?? []);
  }

  async remove(code: string, token: OwnerToken): Promise<void> {
    this.#owned(code, token);
    this.#rooms.delete(code);
  }

  #owned(code: string, token: OwnerToken): Room {
    const room = this.#rooms.get(code);
    if (room === undefined || room.token !== token)
      throw new Fenced(`room ${code}: owned by another or gone`);
    return room;
  }
}

async function noop(): Promise<void> {}

function subscribe<T>(subscribers: Set<T> | undefined, subscriber: T): Unsubscribe {
  if (subscribers === undefined) return noop;
  subscribers.add(subscriber);
  return async () => {
    subscribers.delete(subscriber);
  };
}
