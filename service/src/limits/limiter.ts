/** How often something may be done. */
export interface Limit {
  /** First word of its keys. */
  readonly name: string;
  readonly most: number;
  readonly seconds: number;
}

/**
 * Counts what is done, so that nobody does too much of it. A window begins with the first time and ends after the
 * limit's seconds. All adapters pass `test/service/limits/limiter.contract.ts`.
 */
export interface Limiter {
  /** Whether `who` may do it once more; counts it if so. */
  take(limit: Limit, who: string): Promise<boolean>;
}
