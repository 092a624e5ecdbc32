import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RedisChannels } from './redis-channels.ts';
import { answered, isDemoted } from './redis-connection.ts';
import { REACHED } from './room-keys.ts';
import { LogUnavailable } from './room-log.ts';

/**
 * A Redis that has just come back may have lost its last second, which only a room's owner can put back: for so many
 * times the calm after its start nobody takes rooms over, also if some owners find their way back late.
 */
const RESTART_CALMS = 4;

/** Time between two looks at whether Redis takes what is written, and between two while it does not. */
const LOOK_MS = 1000;
const REFUSED_LOOK_MS = 250;

/** So many looks in a row without an answer in time, and Redis is away; before one this process may itself have stood still. */
const MOST_UNANSWERED = 2;

/** Who has heard nothing for so long, although Redis answers, is cut off: a connection that was lost is there again before. */
const DEAF_MS = 2000;

/** Time between two looks at whether it is calm. */
const CALM_LOOK_MS = 50;

/** Seconds for which Redis keeps what a look has written. */
const KEPT_SECONDS = 60;

/**
 * Whether a Redis can be reached, and for how long. One that answers and takes nothing that is written, as it has no memory
 * left or cannot write to its disk, is as good as away, and so is one of which only answers come and nothing that others
 * publish, or whose answers all come later than anybody waits for them; from one that is a replica now both connections go
 * to where its name leads.
 */
export class RedisReach {
  readonly #redis: Redis;
  readonly #subscriber: Redis;
  readonly #channels: Pick<RedisChannels, 'deafSince'>;
  readonly #calmMs: number;
  readonly #listeners: ((isReachable: boolean) => void)[] = [];
  #since = Number.POSITIVE_INFINITY;
  #calming: Promise<void> | null = null;
  #connectedAt = 0;
  /** Changes with each connection. */
  #connection = 0;

  /** @param calmMs how long nothing is taken over after a reconnect */
  constructor(redis: Redis, subscriber: Redis, channels: Pick<RedisChannels, 'deafSince'>, calmMs: number) {
    this.#redis = redis;
    this.#subscriber = subscriber;
    this.#channels = channels;
    this.#calmMs = calmMs;
    redis.on('ready', () => {
      this.#connectedAt = performance.now();
      void this.#watch();
    });
    redis.on('close', () => {
      this.#connection += 1;
      this.#tellOf(false);
    });
  }

  get isReachable(): boolean {
    return this.#since <= performance.now();
  }

  /** Whether nothing that others publish arrives here, for longer than a connection takes to come back. */
  get isDeaf(): boolean {
    const { deafSince } = this.#channels;
    return deafSince !== null && performance.now() - Math.max(deafSince, this.#connectedAt) > DEAF_MS;
  }

  /** Hears of every change. */
  onChange(listener: (isReachable: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Fulfilled as soon as owners have had the time to find their way back, so that others may take their rooms.
   * @throws LogUnavailable
   */
  calm(): Promise<void> {
    this.#calming ??= this.#awaitCalm().finally(() => {
      this.#calming = null;
    });
    return this.#calming;
  }

  /** Id of the run of Redis that is reached: it changes with a restart, and where a replica takes over. @throws LogUnavailable */
  run(): Promise<string> {
    return this.#tell('run_id');
  }

  /** One look for all who wait. */
  async #awaitCalm(): Promise<void> {
    const calm = RESTART_CALMS * this.#calmMs;
    for (;;) {
      if (!this.isReachable) throw new LogUnavailable('Redis is away');
      const connected = performance.now() - this.#since;
      // Who has been connected for longer knows that Redis has been up for longer.
      if (connected >= calm) return;
      if (connected >= this.#calmMs && Number(await this.#tell('uptime_in_seconds')) * 1000 >= calm) return;
      await wait(CALM_LOOK_MS);
    }
  }

  /** Looks again and again, as long as this connection lasts. */
  async #watch(): Promise<void> {
    const connection = this.#connection;
    let unanswered = 0;
    while (connection === this.#connection) {
      const refusal = await this.#refusal();
      if (connection !== this.#connection) return;
      unanswered = refusal === undefined ? unanswered + 1 : 0;
      if (unanswered === 0 || unanswered >= MOST_UNANSWERED) this.#tellOf(refusal === null && !this.isDeaf);
      const isWell = unanswered === 0 && this.isReachable;
      await wait(isWell ? LOOK_MS : REFUSED_LOOK_MS, undefined, { ref: false });
      if (!refusal || connection !== this.#connection || !isDemoted(refusal)) continue;
      for (const each of [this.#redis, this.#subscriber]) each.disconnect(true);
    }
  }

  /** Why Redis does not take what is written, `null` if it does, `undefined` if it has not said so in time. */
  #refusal(): Promise<Error | null | undefined> {
    return this.#redis.set(REACHED, '', 'EX', KEPT_SECONDS).then(
      () => null,
      (error: Error) => (error.name === 'ReplyError' ? error : undefined),
    );
  }

  #tellOf(isReachable: boolean): void {
    if (isReachable === this.isReachable) return;
    this.#since = isReachable ? performance.now() : Number.POSITIVE_INFINITY;
    for (const listener of this.#listeners) listener(isReachable);
  }

  /** What Redis says of itself; empty if it says nothing of that name. */
  async #tell(name: 'uptime_in_seconds' | 'run_id'): Promise<string> {
    const info = await answered(this.#redis.info('server'));
    return new RegExp(`^${name}:(\\w+)`, 'm').exec(info)?.[1] ?? '';
  }
}
