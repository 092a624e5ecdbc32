import type { Redis } from 'ioredis';
import { answered } from './redis-connection.ts';
import type { Unsubscribe } from './room-log.ts';

type Listener = (message: Buffer) => void;

/** Published messages by channel. One connection hears all channels; ioredis subscribes again after a reconnect. */
export class RedisChannels {
  readonly #subscriber: Redis;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(subscriber: Redis) {
    this.#subscriber = subscriber;
    subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      for (const listener of this.#listeners.get(channel.toString()) ?? []) listener(message);
    });
  }

  /** Hears a channel from the moment the promise is fulfilled. @throws LogUnavailable */
  async listen(channel: string, listener: Listener): Promise<Unsubscribe> {
    const known = this.#listeners.get(channel);
    const listeners = known ?? new Set();
    listeners.add(listener);
    this.#listeners.set(channel, listeners);
    try {
      await answered(this.#subscriber.subscribe(channel));
    } catch (error) {
      await this.#forget(channel, listener);
      throw error;
    }
    return () => this.#forget(channel, listener);
  }

  async #forget(channel: string, listener: Listener): Promise<void> {
    const listeners = this.#listeners.get(channel);
    listeners?.delete(listener);
    if (listeners === undefined || listeners.size > 0) return;
    this.#listeners.delete(channel);
    // A channel that could not be left while Redis is away carries nothing that anybody would miss.
    await this.#subscriber.unsubscribe(channel).catch(() => undefined);
  }
}
