import { setTimeout as wait } from 'node:timers/promises';
import type { RedisChannels } from './redis-channels.ts';
import { RoomKeys } from './room-keys.ts';
import type { LoggedTick, Unsubscribe } from './room-log.ts';

/** Wait before a channel is asked for again that could not be had. */
const RETRY_MS = 100;

type Hearer = (tick: LoggedTick) => void;

interface HeardRoom {
  readonly code: string;
  readonly hearers: Set<Hearer>;
  isOwned: boolean;
  /** The newest tick that came from the owner here. */
  relayed: number;
  /** Leaves the room's channel, where it is heard. */
  leave: Unsubscribe | null;
  /** Fulfilled when the channel is heard, or left, as it was to be. */
  settled: Promise<void>;
}

/**
 * Logged ticks on their way to those who hear them in this process. They come by Redis; but while a room's owner is in
 * this process as well, nobody else can log a tick, so they are passed on as soon as Redis says that they are logged, and
 * need not be read a second time. Whatever is missed while that changes, hearers read from the log, as after any gap.
 */
export class TickRelay {
  readonly #channels: RedisChannels;
  readonly #rooms = new Map<string, HeardRoom>();
  #isClosed = false;

  constructor(channels: RedisChannels) {
    this.#channels = channels;
  }

  /** Hears a room's ticks from the moment the promise is fulfilled. @throws LogUnavailable */
  async hear(code: string, hearer: Hearer): Promise<Unsubscribe> {
    const room = this.#room(code);
    room.hearers.add(hearer);
    const stop = async (): Promise<void> => {
      room.hearers.delete(hearer);
      await this.#settle(room);
    };
    try {
      await this.#settle(room);
    } catch (error) {
      await stop();
      throw error;
    }
    return stop;
  }

  /** The room's owner is here from now on. */
  own(code: string): void {
    const room = this.#room(code);
    room.isOwned = true;
    room.relayed = -1;
    this.#settle(room).catch(() => undefined);
  }

  /** The room's owner is not here any more, or soon another may be: fulfilled when ticks come by Redis again. */
  async disown(code: string): Promise<void> {
    const room = this.#room(code);
    room.isOwned = false;
    while (!this.#isClosed) {
      try {
        await this.#settle(room);
        return;
      } catch {
        await wait(RETRY_MS);
      }
    }
  }

  /** Passes on what the owner here has logged. */
  relay(code: string, tick: LoggedTick): void {
    const room = this.#rooms.get(code);
    if (room === undefined || !room.isOwned || tick.tick <= room.relayed) return;
    room.relayed = tick.tick;
    pass(room, tick);
  }

  close(): void {
    this.#isClosed = true;
  }

  #room(code: string): HeardRoom {
    const known = this.#rooms.get(code);
    if (known !== undefined) return known;
    const settled = Promise.resolve();
    const room = { code, hearers: new Set<Hearer>(), isOwned: false, relayed: -1, leave: null, settled };
    this.#rooms.set(code, room);
    return room;
  }

  /** One change of a room's channel after another. */
  #settle(room: HeardRoom): Promise<void> {
    room.settled = room.settled.catch(() => undefined).then(() => this.#change(room));
    return room.settled;
  }

  async #change(room: HeardRoom): Promise<void> {
    const isWanted = room.hearers.size > 0 && !room.isOwned;
    if (isWanted && room.leave === null) {
      const { ticks } = new RoomKeys(room.code);
      room.leave = await this.#channels.listen(ticks, (message) => pass(room, unframe(message)));
    } else if (!isWanted && room.leave !== null) {
      const { leave } = room;
      room.leave = null;
      await leave();
    }
    if (room.hearers.size === 0 && !room.isOwned && this.#rooms.get(room.code) === room)
      this.#rooms.delete(room.code);
  }
}

function pass(room: HeardRoom, tick: LoggedTick): void {
  for (const hearer of room.hearers) hearer(tick);
}

/** A tick as the script publishes it: its number in four bytes, then its bytes. */
function unframe(message: Buffer): LoggedTick {
  return { tick: message.readUInt32LE(), bytes: new Uint8Array(message.subarray(4)) };
}
