import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  Configuration,
  fetchProtectedResource,
} from 'openid-client';
import * as v from 'valibot';
import type { SignInConfig } from '../config.ts';
import { ANSWER_SECONDS, answerOf } from './provider-call.ts';
import {
  ProviderRefused,
  ProviderUnavailable,
  type SignInProvider,
  type Ties,
  type Vouched,
} from './sign-in-provider.ts';

/** Naver's answer about a person. */
const Profile = v.object({
  resultcode: v.literal('00'),
  response: v.object({ id: v.pipe(v.string(), v.nonEmpty()), nickname: v.optional(v.string()) }),
});

/** Naver, by OAuth 2.0 as it speaks it: no discovery, no ID token, the profile at an address of its own. */
export class Naver implements SignInProvider {
  readonly #configuration: Configuration;
  readonly #profile: URL;
  readonly #callback: string;

  constructor({ client, issuer, api }: NonNullable<SignInConfig['naver']>, callback: string) {
    const server = {
      issuer,
      authorization_endpoint: `${issuer}/oauth2.0/authorize`,
      token_endpoint: `${issuer}/oauth2.0/token`,
    };
    this.#configuration = new Configuration(
      server,
      client.id,
      client.secret,
      ClientSecretPost(client.secret),
    );
    this.#configuration.timeout = ANSWER_SECONDS;
    if (issuer.startsWith('http:')) allowInsecureRequests(this.#configuration);
    this.#profile = new URL('/v1/nid/me', api);
    this.#callback = callback;
  }

  async begin({ state }: Ties): Promise<URL> {
    return buildAuthorizationUrl(this.#configuration, { redirect_uri: this.#callback, state });
  }

  async complete(search: string, { state }: Ties): Promise<Vouched> {
    const callback = new URL(search, this.#callback);
    const grant = authorizationCodeGrant(this.#configuration, callback, { expectedState: state }, { state });
    const { access_token: token } = await answerOf(grant);
    const call = fetchProtectedResource(this.#configuration, token, this.#profile, 'GET');
    const answer = await answerOf(call);
    if (answer.status >= 500)
      throw new ProviderUnavailable(`profile: found status ${answer.status}, expected 200`);
    const profile = v.safeParse(Profile, await answer.json().catch(() => null));
    if (!profile.success) throw new ProviderRefused(`profile: ${profile.issues[0].message}`);
    const { id, nickname } = profile.output.response;
    return { subject: id, name: nickname ?? null };
  }
}
