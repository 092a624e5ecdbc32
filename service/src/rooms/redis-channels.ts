import type { Redis } from 'ioredis';
import { answered } from './redis-connection.ts';
import type { Unsubscribe } from './room-log.ts';

type Listener = (message: Buffer) => void;

/** Published messages by channel. One connection hears all channels, and the next one those that are listened to then. */
export class RedisChannels {
  readonly #subscriber: Redis;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(subscriber: Redis) {
    this.#subscriber = subscriber;
    subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      for (const listener of this.#listeners.get(channel.toString()) ?? []) listener(message);
    });
    subscriber.on('ready', () => this.#hearAll());
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
    if (this.#subscriber.status === 'ready') this.#hearAll();
  }

  #add(channel: string, listener: Listener): void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
  }

  /**
   * ioredis would ask for what it had been told that it hears: of a connection that ends before Redis has answered, nothing,
   * and nobody would take its refusal. What is not answered here is either heard later, or the connection ends.
   */
  #hearAll(): void {
    const channels = [...this.#listeners.keys()];
    if (channels.length > 0) this.#subscriber.subscribe(...channels).catch(() => undefined);
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
