import type { Redis } from 'ioredis';
import { answered } from './redis-connection.ts';
import type { Unsubscribe } from './room-log.ts';

type Listener = (message: Buffer) => void;

/** Wait before channels are asked for again that could not be had over a connection which is still there. */
const RETRY_MS = 500;

/** Published messages by channel. One connection hears all channels, and the next one those that are listened to then. */
export class RedisChannels {
  readonly #subscriber: Redis;
  readonly #listeners = new Map<string, Set<Listener>>();
  #deafSince: number | null = performance.now();
  #retry: NodeJS.Timeout | undefined;

  constructor(subscriber: Redis) {
    this.#subscriber = subscriber;
    subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      for (const listener of this.#listeners.get(channel.toString()) ?? []) listener(message);
    });
    subscriber.on('ready', () => void this.#hearAll());
    subscriber.on('close', () => {
      this.#deafSince ??= performance.now();
    });
  }

  /** Since when nothing is heard; `null` while all is. */
  get deafSince(): number | null {
    return this.#deafSince;
  }

  /** Hears a channel from the moment the promise is fulfilled. @throws LogUnavailable */
  async listen(channel: string, listener: Listener): Promise<Unsubscribe> {
    this.#add(channel, listener);
    try {
      await answered(this.#subscriber.subscribe(channel));
    } catch (error) {
      await this.#forget(channel, listener);
      throw error;
    }
    return () => this.#forget(channel, listener);
  }

  /** Hears a channel for good, whenever there is a connection. */
  keep(channel: string, listener: Listener): void {
    this.#add(channel, listener);
    if (this.#subscriber.status === 'ready') void this.#hearAll();
  }

  #add(channel: string, listener: Listener): void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
  }

  /**
   * ioredis would ask for what it had been told that it hears: of a connection that ends before Redis has answered, nothing,
   * and nobody would take its refusal.
   */
  async #hearAll(): Promise<void> {
    clearTimeout(this.#retry);
    const channels = [...this.#listeners.keys()];
    try {
      if (channels.length > 0) await this.#subscriber.subscribe(...channels);
      this.#deafSince = null;
    } catch {
      // Over the next connection all are asked for anyway.
      if (this.#subscriber.status === 'ready')
        this.#retry = setTimeout(() => void this.#hearAll(), RETRY_MS).unref();
    }
  }

  async #forget(channel: string, listener: Listener): Promise<void> {
    const listeners = this.#listeners.get(channel);
    listeners?.delete(listener);
    if (listeners === undefined || listeners.size > 0) return;
    this.#listeners.delete(channel);
    // A connection that could not be told so ends, and the next one does not ask for it.
    await this.#subscriber.unsubscribe(channel).catch(() => undefined);
  }
}
