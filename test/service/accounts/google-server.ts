import { createServer, type Server } from 'node:http';
import Provider, { errors, type Interaction } from 'oidc-provider';

/** Somebody with an account at the provider. */
export interface GooglePerson {
  readonly sub: string;
  readonly name?: string;
  readonly given_name?: string;
  readonly email?: string;
}

/** What the server knows its client by. */
export const GOOGLE_CLIENT = { id: 'google-client', secret: 'google-word' } as const;

/** A real OpenID Connect server in the place of Google's: PKCE required, claims in the ID token as Google has them. */
export class GoogleServer {
  /** Who sits before the browser; `null` for somebody who says no. */
  person: GooglePerson | null = { sub: 'g-1', name: 'Ana Torres', given_name: 'Ana' };
  readonly #server: Server;

  private constructor(issuer: string, callback: string) {
    const people = new Map<string, GooglePerson>();
    const provider: Provider = new Provider(issuer, {
      clients: [
        {
          client_id: GOOGLE_CLIENT.id,
          client_secret: GOOGLE_CLIENT.secret,
          redirect_uris: [callback],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      claims: { openid: ['sub'], profile: ['name', 'given_name'], email: ['email'] },
      conformIdTokenClaims: false,
      cookies: { keys: ['one key for tests'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction: Interaction) => `/interaction/${interaction.uid}` },
      pkce: { required: () => true },
      ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...people.get(id), sub: id }) }),
      loadExistingGrant: async ({ oidc }) => {
        const grant = new provider.Grant({
          accountId: oidc.session!.accountId!,
          clientId: oidc.client!.clientId,
        });
        grant.addOIDCScope('openid profile email');
        await grant.save();
        return grant;
      },
    });
    const answer = provider.callback();
    this.#server = createServer((request, response) => {
      if (request.url?.startsWith('/interaction/') !== true) {
        void answer(request, response);
        return;
      }
      const { person } = this;
      if (person !== null) people.set(person.sub, person);
      const result =
        person === null
          ? { error: 'access_denied', error_description: 'End-User aborted' }
          : { login: { accountId: person.sub } };
      provider.interactionFinished(request, response, result).catch((error: unknown) => {
        const isLate = error instanceof errors.SessionNotFound;
        response.writeHead(isLate ? 400 : 500).end();
      });
    });
  }

  /** @param callback The only address to which browsers are sent back. */
  static async start(port: number, callback: string): Promise<GoogleServer> {
    const server = new GoogleServer(`http://127.0.0.1:${port}`, callback);
    await new Promise<void>((resolve) => server.#server.listen(port, '127.0.0.1', resolve));
    return server;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
