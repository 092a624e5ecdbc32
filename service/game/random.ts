/** FNV-1a, 32 bits, over bytes; `seed` goes on from an earlier hash. */
export function fnv1a(bytes: Uint8Array, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash >>> 0;
}

/** Seed of a play code: FNV-1a over its UTF-8, never 0 (xorshift would stay there). */
export function seedOf(code: string): number {
  return fnv1a(new TextEncoder().encode(code)) || 1;
}

/** The generator's next state, which is also its next number: xorshift32 with shifts 13, 17, 5. */
export function xorshift32(state: number): number {
  let x = state;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return x >>> 0;
}

/** A source of chance that carries its state, so that a game's state can hold it as one number. */
export class Chance {
  #state: number;

  constructor(state: number) {
    this.#state = state;
  }

  get state(): number {
    return this.#state;
  }

  /** A whole number from 0 to `n` − 1. */
  draw(n: number): number {
    this.#state = xorshift32(this.#state);
    return this.#state % n;
  }
}
