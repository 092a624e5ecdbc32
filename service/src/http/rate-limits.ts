import type { Context, MiddlewareHandler } from 'hono';
import type { Redis } from 'ioredis';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { Counter } from '../limits/counter.ts';
import { keyOf, type Limit, Limiter } from '../limits/limiter.ts';
import type { ClientAddresses } from './client-address.ts';
import type { Visitors } from './visitors.ts';

/** Who is counted: everybody together, all behind one address (a whole school), or one browser. */
type Scope = 'everybody' | 'address' | 'browser';

/** What is limited, and how far. A browser may throw its cookie away, so that it is never counted alone. */
const LIMITS = {
  /** Going to a provider, and coming back from it. */
  signIn: { address: { most: 400, seconds: 600 }, browser: { most: 30, seconds: 600 } },
  newRoom: {
    everybody: { most: 600, seconds: 60 },
    address: { most: 150, seconds: 600 },
    browser: { most: 15, seconds: 600 },
  },
  /** Of players and of spectators. */
  ticket: { address: { most: 1_500, seconds: 60 }, browser: { most: 60, seconds: 60 } },
  /**
   * A match's whole log, which takes the store and the process more than other answers. Two hundred behind one address may
   * want that of their match, and ask again each second until it is kept.
   */
  recording: { address: { most: 3_000, seconds: 60 }, browser: { most: 60, seconds: 60 } },
  /**
   * Codes of no room, each once, however many ask for it: two hundred who come back to a room that has gone, or scan the
   * picture of yesterday's, count for one. Somebody who guesses asks for others.
   */
  missedCode: { address: { most: 100, seconds: 600 } },
  /** Whoever deletes the account and signs in again is another player, who has sent none yet. */
  invitation: { address: { most: 30, seconds: 600 } },
  /** What changes an account or reads all of it, pictures included. */
  account: { address: { most: 600, seconds: 600 }, browser: { most: 60, seconds: 600 } },
} as const satisfies Readonly<Record<string, Partial<Record<Scope, Omit<Limit, 'name'>>>>>;

/** For so long an address or a browser is counted at most. */
export const LONGEST_WINDOW_SECONDS = Math.max(
  ...Object.values(LIMITS).flatMap((scopes) => Object.values(scopes).map(({ seconds }) => seconds)),
);

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
  /** Where all processes count together; none to count in this one. */
  readonly shards: readonly Redis[];
  readonly addresses: Pick<ClientAddresses, 'of'>;
  readonly visitors: Visitors;
}

/** Counts who does what how often. What is counted in a Redis that is away each process counts for itself. */
export class RateLimits {
  readonly #props: RateLimitsProps;
  readonly #counters = new Map<string, Counter>();
  readonly #things: Limiter;

  constructor(props: RateLimitsProps) {
    this.#props = props;
    this.#things = new Limiter(props.shards);
    for (const [what, scopes] of Object.entries(LIMITS))
      for (const [scope, limit] of Object.entries(scopes) as [Scope, Omit<Limit, 'name'>][])
        this.#counters.set(
          `${what}:${scope}`,
          new Counter({ name: `${what}:${scope}`, ...limit }, props.shards),
        );
  }

  /** Counts once more, or so many times. @throws TooMany */
  async spend(what: Limited, context: Context, times = 1): Promise<void> {
    for (const [counter, key] of this.#countersOf(what, context)) await consume(what, counter, key, times);
  }

  /** Counts once more, but the same thing only once in the time of the limit. @throws TooMany */
  async spendOn(what: Limited, context: Context, thing: string): Promise<void> {
    for (const [counter, key] of this.#countersOf(what, context)) {
      const once = { name: `${what}:once`, most: 1, seconds: counter.limit.seconds };
      if (await this.#things.take(once, `${key} ${thing}`)) await consume(what, counter, key, 1);
    }
  }

  /** Whether it was not done too often yet; counts nothing. @throws TooMany */
  async check(what: Limited, context: Context): Promise<void> {
    for (const [counter, key] of this.#countersOf(what, context)) {
      const spent = await counter.get(key);
      if (spent !== null && spent.consumedPoints >= counter.limit.most)
        throw new TooMany(what, secondsOf(spent));
    }
  }

  /** The widest first, so that who is refused there leaves no mark in the others. */
  *#countersOf(what: Limited, context: Context): Iterable<[Counter, string]> {
    const { addresses, visitors } = this.#props;
    const keys = {
      everybody: () => 'all',
      address: () => addresses.of(context),
      browser: () => visitors.knownBrowserOf(context),
    };
    for (const scope of ['everybody', 'address', 'browser'] as const) {
      const counter = this.#counters.get(`${what}:${scope}`);
      const key = counter === undefined ? null : keys[scope]();
      if (counter !== undefined && key !== null) yield [counter, keyOf(key)];
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

/** Counts a code under which a request finds nothing, and answers nobody who has found nothing under too many. */
export function missing(limits: RateLimits, what: Limited): MiddlewareHandler {
  return async (context, next) => {
    await limits.check(what, context);
    await next();
    if (context.res.status !== 404) return;
    const code = (context.req.param('code') ?? '').trim().toUpperCase();
    await limits.spendOn(what, context, code).catch(() => undefined);
  };
}

async function consume(what: Limited, counter: Counter, key: string, times: number): Promise<void> {
  try {
    await counter.consume(key, times);
  } catch (error) {
    throw error instanceof RateLimiterRes ? new TooMany(what, secondsOf(error)) : error;
  }
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}
