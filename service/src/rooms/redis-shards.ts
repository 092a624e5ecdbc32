import type { Redis } from 'ioredis';
import { answered, connectRedis, isDemoted } from './redis-connection.ts';
import { rendezvous } from './rendezvous.ts';

/** So many keys are drawn at most to find one whose home is reached: enough for any part that is. */
const MOST_DRAWS = 200;

/**
 * One Redis or several, over which keys that are drawn at random are spread. Each has a home among them; as long as that is
 * away what it holds cannot be had, and whatever is new finds a home elsewhere.
 */
export class RedisShards {
  /** In the order of their addresses. */
  readonly all: readonly Redis[];

  /** Connects in the background. @param urls at least one, in an order that stays: a new one is added at the end */
  constructor(urls: readonly string[]) {
    this.all = urls.map((url) => connectRedis(url, { reconnectOnError: isDemoted }));
  }

  /** Whether all are connected. */
  get isReady(): boolean {
    return this.all.every(isConnected);
  }

  /** Draws until the home of what is drawn is reached, if any is. @param keyOf the key under which it is kept */
  draw(draw: () => string, keyOf: (drawn: string) => string): string {
    let drawn = draw();
    if (!this.all.some(isConnected)) return drawn;
    for (let draws = 1; draws < MOST_DRAWS && !isConnected(this.#homeOf(keyOf(drawn))); draws += 1)
      drawn = draw();
    return drawn;
  }

  /** Keeps a text under a key, at its home. @throws LogUnavailable */
  async keep(key: string, text: string, milliseconds: number): Promise<void> {
    await answered(this.#homeOf(key).set(key, text, 'PX', milliseconds));
  }

  /** What is kept under a key; `null` if nothing is. @throws LogUnavailable */
  find(key: string): Promise<string | null> {
    return this.#ask(key, (redis) => redis.get(key));
  }

  /** Ends a key; returns what was kept under it, to one caller only. @throws LogUnavailable */
  take(key: string): Promise<string | null> {
    return this.#ask(key, (redis) => redis.getdel(key));
  }

  close(): void {
    for (const redis of this.all) redis.disconnect();
  }

  /** Looks in the others, too: what was kept before one was added has another home now, and is where it was. */
  async #ask(key: string, ask: (redis: Redis) => Promise<string | null>): Promise<string | null> {
    for (const redis of rendezvous(key, this.all)) {
      const text = await answered(ask(redis));
      if (text !== null) return text;
    }
    return null;
  }

  #homeOf(key: string): Redis {
    return rendezvous(key, this.all)[0]!;
  }
}

function isConnected({ status }: Redis): boolean {
  return status === 'ready';
}
