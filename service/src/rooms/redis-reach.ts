import type { Redis } from 'ioredis';
import { answered } from './redis-connection.ts';

/**
 * A Redis that has just come back may have lost its last second, which only a room's owner can put back: for so many
 * times the calm after its start nobody takes rooms over, also if some owners find their way back late.
 */
const RESTART_CALMS = 4;

/** Whether a Redis can be reached, and for how long. */
export class RedisReach {
  readonly #redis: Redis;
  readonly #calmMs: number;
  #since = Number.POSITIVE_INFINITY;

  /** @param calmMs how long nothing is taken over after a reconnect */
  constructor(redis: Redis, calmMs: number) {
    this.#redis = redis;
    this.#calmMs = calmMs;
    redis.on('ready', () => {
      this.#since = performance.now();
    });
    redis.on('close', () => {
      this.#since = Number.POSITIVE_INFINITY;
    });
  }

  get isReachable(): boolean {
    return this.#since <= performance.now();
  }

  /** Hears of every change. */
  onChange(listener: (isReachable: boolean) => void): void {
    let wasReachable = this.isReachable;
    const report = (): void => {
      if (this.isReachable === wasReachable) return;
      wasReachable = this.isReachable;
      listener(wasReachable);
    };
    this.#redis.on('ready', report);
    this.#redis.on('close', report);
  }

  /** Whether owners may still be finding their way back, so that nobody should take their rooms. @throws LogUnavailable */
  async isFresh(): Promise<boolean> {
    const connected = performance.now() - this.#since;
    if (connected < this.#calmMs) return true;
    const calm = RESTART_CALMS * this.#calmMs;
    // Who has been connected for longer knows that Redis has been up for longer.
    if (connected >= calm) return false;
    return Number(await this.#tell('uptime_in_seconds')) * 1000 < calm;
  }

  /** Id of the run of Redis that is reached: it changes with a restart, and where a replica takes over. @throws LogUnavailable */
  run(): Promise<string> {
    return this.#tell('run_id');
  }

  /** What Redis says of itself; empty if it says nothing of that name. */
  async #tell(name: 'uptime_in_seconds' | 'run_id'): Promise<string> {
    const info = await answered(this.#redis.info('server'));
    return new RegExp(`^${name}:(\\w+)`, 'm').exec(info)?.[1] ?? '';
  }
}
