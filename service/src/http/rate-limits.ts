import type { Context, MiddlewareHandler } from 'hono';
import type { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import type { ClientAddresses } from './client-address.ts';
import type { Visitors } from './visitors.ts';

/** So many times in so many seconds. */
interface Limit {
  readonly times: number;
  readonly seconds: number;
}

/** Who is counted: everybody together, all behind one address (a whole school), or one browser. */
type Scope = 'everybody' | 'address' | 'browser';

/** What is limited, and how far. A browser may throw its cookie away, so that it is never counted alone. */
const LIMITS = {
  /** Going to a provider, and coming back from it. */
  signIn: { address: { times: 400, seconds: 600 }, browser: { times: 30, seconds: 600 } },
  newRoom: {
    everybody: { times: 600, seconds: 60 },
    address: { times: 150, seconds: 600 },
    browser: { times: 15, seconds: 600 },
  },
  seat: { address: { times: 1_500, seconds: 60 }, browser: { times: 60, seconds: 60 } },
  /** Codes of no room: a class that scans one picture counts for nothing, somebody who guesses soon does. */
  missedCode: { address: { times: 100, seconds: 600 } },
  /** What changes an account or reads all of it, pictures included. */
  account: { address: { times: 600, seconds: 600 }, browser: { times: 60, seconds: 600 } },
} as const satisfies Readonly<Record<string, Partial<Record<Scope, Limit>>>>;

/** Something that is limited. */
export type Limited = keyof typeof LIMITS;

/** Somebody has done something too often. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
  /** Seconds after which it is possible again. */
  readonly seconds: number;

  constructor(what: Limited, seconds: number) {
    super(`${what}: too often, possible again in ${seconds} s`);
    this.seconds = seconds;
  }
}

/** What rate limits need. */
export interface RateLimitsProps {
  /** Where all processes count together; `null` to count in this one. */
  readonly redis: Redis | null;
  readonly addresses: Pick<ClientAddresses, 'of'>;
  readonly visitors: Visitors;
}

/** Counts who does what how often. While Redis is away each process counts for itself. */
export class RateLimits {
  readonly #props: RateLimitsProps;
  readonly #counters = new Map<string, RateLimiterAbstract>();

  constructor(props: RateLimitsProps) {
    this.#props = props;
    for (const [what, scopes] of Object.entries(LIMITS))
      for (const [scope, limit] of Object.entries(scopes) as [Scope, Limit][])
        this.#counters.set(`${what}:${scope}`, counterOf(`limit:${what}:${scope}`, limit, props.redis));
  }

  /** Counts once more. @throws TooMany */
  async spend(what: Limited, context: Context): Promise<void> {
    for (const [counter, key] of this.#countersOf(what, context)) {
      try {
        await counter.consume(key);
      } catch (error) {
        throw error instanceof RateLimiterRes ? new TooMany(what, secondsOf(error)) : error;
      }
    }
  }

  /** Whether it was not done too often yet; counts nothing. @throws TooMany */
  async check(what: Limited, context: Context): Promise<void> {
    for (const [counter, key] of this.#countersOf(what, context)) {
      const spent = await counter.get(key);
      if (spent !== null && spent.consumedPoints >= counter.points) throw new TooMany(what, secondsOf(spent));
    }
  }

  /** The widest first, so that who is refused there leaves no mark in the others. */
  *#countersOf(what: Limited, context: Context): Iterable<[RateLimiterAbstract, string]> {
    const { addresses, visitors } = this.#props;
    const keys = {
      everybody: () => 'all',
      address: () => addresses.of(context),
      browser: () => visitors.knownBrowserOf(context),
    };
    for (const scope of ['everybody', 'address', 'browser'] as const) {
      const counter = this.#counters.get(`${what}:${scope}`);
      const key = counter === undefined ? null : keys[scope]();
      if (counter !== undefined && key !== null) yield [counter, key];
    }
  }
}

/** Counts a request before it is answered. */
export function spending(limits: RateLimits, what: Limited): MiddlewareHandler {
  return async (context, next) => {
    await limits.spend(what, context);
    await next();
  };
}

/** Counts a request that finds nothing, and answers none of somebody who has found nothing too often. */
export function missing(limits: RateLimits, what: Limited): MiddlewareHandler {
  return async (context, next) => {
    await limits.check(what, context);
    await next();
    if (context.res.status === 404) await limits.spend(what, context).catch(() => undefined);
  };
}

function counterOf(keyPrefix: string, { times, seconds }: Limit, redis: Redis | null): RateLimiterAbstract {
  const options = { keyPrefix, points: times, duration: seconds };
  const alone = new RateLimiterMemory(options);
  if (redis === null) return alone;
  return new RateLimiterRedis({
    ...options,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    // Whoever goes on after the limit is refused without asking Redis again.
    inMemoryBlockOnConsumed: times + 1,
    insuranceLimiter: alone,
  });
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}
