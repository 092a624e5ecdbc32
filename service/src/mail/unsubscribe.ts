import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressDigest } from './address.ts';

const TOKEN = /^([\w-]{43})\.([\w-]{43})$/;

/**
 * Tokens by which whoever got a mail ends all mail to the address, without signing in. A token names the address by
 * its digest and is signed, so that nobody ends another's mail. It is good as long as the key.
 */
export class UnsubscribeTokens {
  readonly #key: string | Buffer;

  constructor(key: string | Buffer) {
    this.#key = key;
  }

  issue(digest: AddressDigest): string {
    return `${digest}.${this.#sign(digest).toString('base64url')}`;
  }

  /** The address that a token is for; `null` if it was not issued here. */
  read(token: string): AddressDigest | null {
    const [, digest, signature] = TOKEN.exec(token) ?? [];
    if (digest === undefined || signature === undefined) return null;
    const [expected, found] = [this.#sign(digest), Buffer.from(signature, 'base64url')];
    const isRight = found.length === expected.length && timingSafeEqual(found, expected);
    return isRight ? (digest as AddressDigest) : null;
  }

  #sign(digest: string): Buffer {
    return createHmac('sha256', this.#key).update(`unsubscribe ${digest}`).digest();
  }
}
