import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { TICK_MS } from '../../game/index.ts';
import type { Petition } from './petition.ts';
import type { RedisChannels } from './redis-channels.ts';
import { answered } from './redis-connection.ts';
import { RoomKeys } from './room-keys.ts';
import type { Unsubscribe } from './room-log.ts';
import type { Scripts } from './room-script.ts';

/** Petitions to owners elsewhere leave at moments so far apart, at which this process's rooms tick, too. */
const COLLECTED_MS = TICK_MS / 3;

/** Carries petitions to the owners of rooms. */
export class PetitionPost {
  readonly #redis: Redis & Scripts;
  readonly #channels: RedisChannels;
  /** Owners in this process, by their rooms. */
  readonly #owners = new Map<string, (petition: Petition) => void>();
  /** What waits to go out, by room, and when it has. */
  #bags = new Map<string, Petition[]>();
  #sent: Promise<void> | undefined;

  constructor(redis: Redis & Scripts, channels: RedisChannels) {
    this.#redis = redis;
    this.#channels = channels;
  }

  /** What is asked of an owner in this process needs no way through Redis; if it is none any more, it is asked again. */
  async send(code: string, petition: Petition): Promise<void> {
    const owner = this.#owners.get(code);
    if (owner === undefined) await this.#post(code, petition);
    else owner(petition);
  }

  /** Hears what is asked of a room's owner, who is here. */
  async listen(code: string, listener: (petition: Petition) => void): Promise<Unsubscribe> {
    const stop = await this.#channels.listen(new RoomKeys(code).petitions, (message) => {
      for (const petition of JSON.parse(message.toString()) as Petition[]) listener(petition);
    });
    this.#owners.set(code, listener);
    return async () => {
      if (this.#owners.get(code) === listener) this.#owners.delete(code);
      await stop();
    };
  }

  /** Petitions go out together: one call costs Redis and both processes about as much as many in one. */
  #post(code: string, petition: Petition): Promise<void> {
    const bag = this.#bags.get(code);
    if (bag === undefined) this.#bags.set(code, [petition]);
    else bag.push(petition);
    this.#sent ??= wait(COLLECTED_MS - (performance.now() % COLLECTED_MS)).then(() => this.#sendAll());
    return this.#sent;
  }

  async #sendAll(): Promise<void> {
    const bags = [...this.#bags];
    this.#bags = new Map();
    this.#sent = undefined;
    const channels = bags.map(([code]) => new RoomKeys(code).petitions);
    const messages = bags.map(([, petitions]) => JSON.stringify(petitions));
    await answered(this.#redis.roomPost(channels.length, ...channels, ...messages));
  }
}
