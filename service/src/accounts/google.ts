import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
} from 'openid-client';
import type { SignInConfig } from '../config.ts';
import { ANSWER_SECONDS, answerOf } from './provider-call.ts';
import type { SignInProvider, Ties, Vouched } from './sign-in-provider.ts';

/** Who it is and what they are called; no address, no picture. */
const SCOPE = 'openid profile';

/** Google, by OpenID Connect. What it says of itself is asked for at the first sign-in. */
export class Google implements SignInProvider {
  readonly #config: NonNullable<SignInConfig['google']>;
  readonly #callback: string;
  #known: Promise<Configuration> | null = null;

  constructor(config: NonNullable<SignInConfig['google']>, callback: string) {
    this.#config = config;
    this.#callback = callback;
  }

  async begin({ state, nonce, verifier }: Ties): Promise<URL> {
    return buildAuthorizationUrl(await this.#discover(), {
      redirect_uri: this.#callback,
      scope: SCOPE,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
  }

  async complete(search: string, { state, nonce, verifier }: Ties): Promise<Vouched> {
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
    const callback = new URL(search, this.#callback);
    const tokens = await answerOf(authorizationCodeGrant(await this.#discover(), callback, checks));
    // A nonce was expected, so the answer was refused if it had no ID token.
    const { sub, given_name: givenName, name } = tokens.claims()!;
    const called = [givenName, name].find((text) => typeof text === 'string');
    return { subject: sub, name: called === undefined ? null : String(called) };
  }

  /** What could not be found out now is asked again the next time. */
  #discover(): Promise<Configuration> {
    const { client, issuer } = this.#config;
    const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    const options = { timeout: ANSWER_SECONDS, execute };
    this.#known ??= answerOf(discovery(new URL(issuer), client.id, client.secret, undefined, options)).catch(
      (error: unknown) => {
        this.#known = null;
        throw error;
      },
    );
    return this.#known;
  }
}
