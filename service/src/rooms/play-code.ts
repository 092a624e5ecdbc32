import { randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that a code survives being read aloud and typed. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 32⁶ is a billion codes. */
const LENGTH = 6;

/** A random play code. */
export function drawPlayCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
