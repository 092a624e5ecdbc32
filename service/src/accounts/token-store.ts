import { createHash, randomBytes } from 'node:crypto';
import type { RedisShards } from '../rooms/redis-shards.ts';

/**
 * Values kept for a time under tokens that nobody can guess: sessions, and sign-ins under way. A token is handed out
 * once and kept nowhere; what is kept is its hash. All adapters pass `test/service/accounts/token-store.contract.ts`.
 */
export interface TokenStore<T> {
  /** Keeps a value; returns its token. */
  issue(value: T): Promise<string>;
  /** The token's value; `null` if it was never issued, is withdrawn or has expired. */
  find(token: string): Promise<T | null>;
  /** Ends a token; returns its value, to one caller only. */
  withdraw(token: string): Promise<T | null>;
}

/** What a token store keeps, and for how long. */
export interface TokenKind {
  /** First word of its keys, for example `session`. */
  readonly name: string;
  /** Seconds after which a token expires. */
  readonly seconds: number;
}

/** 192 random bits in letters that a cookie and an address can carry. */
const TOKEN = /^[\w-]{32}$/;

/** Values in this process's memory. */
export class MemoryTokenStore<T> implements TokenStore<T> {
  readonly #kept = new Map<string, { readonly value: T; readonly until: number }>();
  readonly #lifeMs: number;

  constructor({ seconds }: TokenKind) {
    this.#lifeMs = seconds * 1000;
  }

  async issue(value: T): Promise<string> {
    this.#forgetExpired();
    const token = drawToken();
    this.#kept.set(keyOf(token), { value: structuredClone(value), until: performance.now() + this.#lifeMs });
    return token;
  }

  async find(token: string): Promise<T | null> {
    const found = this.#kept.get(keyOf(token));
    return found !== undefined && performance.now() <= found.until ? structuredClone(found.value) : null;
  }

  async withdraw(token: string): Promise<T | null> {
    const value = await this.find(token);
    return this.#kept.delete(keyOf(token)) ? value : null;
  }

  /** Tokens are in the order of their issue, so the first valid one ends the search. */
  #forgetExpired(): void {
    const now = performance.now();
    for (const [key, { until }] of this.#kept) {
      if (until >= now) return;
      this.#kept.delete(key);
    }
  }
}

/** Values in Redis, as JSON: every process finds what another has kept. Every method may throw `LogUnavailable`. */
export class RedisTokenStore<T> implements TokenStore<T> {
  readonly #shards: RedisShards;
  readonly #kind: TokenKind;

  constructor(shards: RedisShards, kind: TokenKind) {
    this.#shards = shards;
    this.#kind = kind;
  }

  async issue(value: T): Promise<string> {
    const token = this.#shards.draw(drawToken, (drawn) => this.#keyOf(drawn));
    await this.#shards.keep(this.#keyOf(token), JSON.stringify(value), this.#kind.seconds * 1000);
    return token;
  }

  async find(token: string): Promise<T | null> {
    return TOKEN.test(token) ? read(await this.#shards.find(this.#keyOf(token))) : null;
  }

  async withdraw(token: string): Promise<T | null> {
    return TOKEN.test(token) ? read(await this.#shards.take(this.#keyOf(token))) : null;
  }

  #keyOf(token: string): string {
    return `${this.#kind.name}:${keyOf(token)}`;
  }
}

function read<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}

function drawToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Whoever reads the store learns no token. */
function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
