import { createHash } from 'node:crypto';
import { randomNonce, randomPKCECodeVerifier } from 'openid-client';
import type { SignInConfig } from '../config.ts';
import type { Provider } from '../protocol/provider.ts';
import type { SignInTrouble } from '../protocol/sign-in-trouble.ts';
import type { Player } from '../store/player.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import { Google } from './google.ts';
import { Naver } from './naver.ts';
import { screenName } from './screen-name.ts';
import { ProviderRefused, ProviderUnavailable, type SignInProvider } from './sign-in-provider.ts';
import type { TokenKind, TokenStore } from './token-store.ts';

/** A sign-in that has begun: the browser is at the provider. */
export interface Attempt {
  readonly provider: Provider;
  /** Hash of the secret of the browser that began it: no other may end it. */
  readonly browser: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
}

/** Whoever has not come back from the provider after ten minutes begins anew. */
export const ATTEMPT: TokenKind = { name: 'sign-in', seconds: 10 * 60 };

/** Where a return goes of which nothing is known. */
const HOME = '/';

/** A sign-in came to nothing. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly trouble: SignInTrouble;
  /** Where the person wanted to go. */
  readonly returnTo: string;

  constructor(trouble: SignInTrouble, returnTo: string, cause?: Error) {
    super(cause === undefined ? trouble : `${trouble}: ${cause.message}`, { cause });
    this.trouble = trouble;
    this.returnTo = returnTo;
  }
}

/** Who signed in, and where they wanted to go. */
export interface SignedIn {
  readonly player: Player;
  readonly isNew: boolean;
  readonly returnTo: string;
}

/** What sign-ins need. */
export interface SignInsProps {
  readonly config: SignInConfig;
  readonly publicUrl: string;
  readonly attempts: TokenStore<Attempt>;
  readonly store: Store;
}

/**
 * Sign-ins by those providers at which the service has a client. A state is the token of an attempt: it is good for
 * one return, of the browser that began.
 */
export class SignIns {
  readonly #props: SignInsProps;
  readonly #providers = new Map<Provider, SignInProvider>();

  constructor(props: SignInsProps) {
    this.#props = props;
    const { naver, google } = props.config;
    if (naver !== null) this.#providers.set('naver', new Naver(naver, callbackOf(props.publicUrl, 'naver')));
    if (google !== null)
      this.#providers.set('google', new Google(google, callbackOf(props.publicUrl, 'google')));
  }

  /** Providers that are offered. */
  get offered(): readonly Provider[] {
    return [...this.#providers.keys()];
  }

  /** Address to which the browser is sent. @throws SignInFailed, LogUnavailable */
  async begin(provider: Provider, browser: string, returnTo: string): Promise<URL> {
    const ties = { nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const attempt = { provider, browser: hashOf(browser), ...ties, returnTo, begunAt: Date.now() };
    const state = await this.#props.attempts.issue(attempt);
    try {
      return await this.#providers.get(provider)!.begin({ ...ties, state });
    } catch (error) {
      throw new SignInFailed('unavailable', returnTo, error as Error);
    }
  }

  /**
   * The player who came back. `search` is the query of the address.
   * @throws SignInFailed, LogUnavailable
   */
  async complete(provider: Provider, browser: string, search: string): Promise<SignedIn> {
    const query = new URLSearchParams(search);
    const state = query.get('state') ?? '';
    const { attempts, store } = this.#props;
    const found = await attempts.find(state);
    // Whoever was sent here with somebody else's state can neither use it nor use it up.
    if (found !== null && (found.browser !== hashOf(browser) || found.provider !== provider))
      throw new SignInFailed('foreign', HOME);
    const attempt = await attempts.withdraw(state);
    if (attempt === null) throw new SignInFailed('expired', HOME);
    const { nonce, verifier, returnTo, begunAt } = attempt;
    if (query.get('error') === 'access_denied') throw new SignInFailed('cancelled', returnTo);
    try {
      const vouched = await this.#providers.get(provider)!.complete(search, { state, nonce, verifier });
      const account = { provider, subject: vouched.subject };
      const player = await store.signIn(account, screenName(vouched.name));
      return { player, isNew: player.createdAt.getTime() >= begunAt, returnTo };
    } catch (error) {
      if (error instanceof ProviderRefused) throw new SignInFailed('refused', returnTo, error);
      const isAway = error instanceof ProviderUnavailable || error instanceof StoreUnavailable;
      throw isAway ? new SignInFailed('unavailable', returnTo, error) : error;
    }
  }
}

function callbackOf(publicUrl: string, provider: Provider): string {
  return `${publicUrl}/auth/${provider}/callback`;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
