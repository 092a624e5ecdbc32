import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Petition } from './petition.ts';
import { departureOf } from './petition-departure.ts';
import type { RedisChannels } from './redis-channels.ts';
import { answered } from './redis-connection.ts';
import { RoomKeys } from './room-keys.ts';
import type { Unsubscribe } from './room-log.ts';
import type { Scripts } from './room-script.ts';

/** What is on its way to owners elsewhere together. */
interface Mail {
  readonly codes: string[];
  readonly sent: Promise<void>;
}

/** Carries petitions to the owners of rooms. */
export class PetitionPost {
  readonly #redis: Redis & Scripts;
  readonly #channels: RedisChannels;
  /** Owners in this process, by their rooms. */
  readonly #owners = new Map<string, (petition: Petition) => void>();
  /** When a room's newest tick was heard. */
  readonly #heardAt = new Map<string, number>();
  /** What waits to go out, by room, and the mail that it goes with; mails by their departure. */
  readonly #bags = new Map<string, { readonly petitions: Petition[]; readonly mail: Mail }>();
  readonly #mails = new Map<number, Mail>();

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

  /** A room's owner has just been heard: its ticks come at an even pace. */
  hear(code: string): void {
    this.#heardAt.set(code, performance.now());
  }

  /** The room is not heard here any more. */
  forget(code: string): void {
    this.#heardAt.delete(code);
  }

  #post(code: string, petition: Petition): Promise<void> {
    const bag = this.#bags.get(code);
    if (bag !== undefined) {
      bag.petitions.push(petition);
      return bag.mail.sent;
    }
    const mail = this.#mail(departureOf(performance.now(), this.#heardAt.get(code), this.#mails.keys()));
    mail.codes.push(code);
    this.#bags.set(code, { petitions: [petition], mail });
    return mail.sent;
  }

  #mail(departure: number): Mail {
    const waiting = this.#mails.get(departure);
    if (waiting !== undefined) return waiting;
    const codes: string[] = [];
    const sent = wait(Math.max(0, departure - performance.now())).then(() => {
      this.#mails.delete(departure);
      return this.#send(codes);
    });
    const mail = { codes, sent };
    this.#mails.set(departure, mail);
    return mail;
  }

  async #send(codes: readonly string[]): Promise<void> {
    const channels = codes.map((code) => new RoomKeys(code).petitions);
    const messages = codes.map((code) => JSON.stringify(this.#bags.get(code)!.petitions));
    for (const code of codes) this.#bags.delete(code);
    await answered(this.#redis.roomPost(channels.length, ...channels, ...messages));
  }
}
