import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** Somebody with an account at Naver, as its profile tells of them. */
export interface NaverPerson {
  readonly id: string;
  readonly nickname?: string;
  readonly email?: string;
}

/** What the server knows its client by. */
export const NAVER_CLIENT = { id: 'naver-client', secret: 'naver-word' } as const;

const PROFILE = '/v1/nid/me';

/**
 * Naver's sign-in as its documentation and its users describe it, over real HTTP: `state` required, codes good for
 * one use, `expires_in` a string, errors of the token endpoint with status 200, the profile nested under `response`.
 */
export class NaverServer {
  /** Who sits before the browser; `null` for somebody who says no. */
  person: NaverPerson | null = { id: 'n-1', nickname: '김하늘', email: 'sky@example.com' };
  /** What answers with an error behind the front: everything but the authorization, or the profile alone. */
  down: 'everything' | 'profile' | null = null;
  readonly #server: Server;
  readonly #callback: string;
  readonly #codes = new Map<string, { readonly person: NaverPerson; readonly state: string }>();
  readonly #tokens = new Map<string, NaverPerson>();

  private constructor(callback: string) {
    this.#callback = callback;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @param callback The only address to which browsers are sent back. */
  static async start(port: number, callback: string): Promise<NaverServer> {
    const server = new NaverServer(callback);
    await new Promise<void>((resolve) => server.#server.listen(port, '127.0.0.1', resolve));
    return server;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://naver');
    if (url.pathname === '/oauth2.0/authorize') this.#authorize(url.searchParams, response);
    else if (this.down === 'everything' || (this.down === 'profile' && url.pathname === PROFILE))
      response.writeHead(503, { 'content-type': 'text/html' }).end('<p>점검 중</p>');
    else if (url.pathname === '/oauth2.0/token') {
      const body = new URLSearchParams(request.method === 'POST' ? await text(request) : url.search);
      this.#token(body, response);
    } else if (url.pathname === PROFILE) this.#profile(request, response);
    else response.writeHead(404).end();
  }

  #authorize(query: URLSearchParams, response: ServerResponse): void {
    const state = query.get('state') ?? '';
    const isRight =
      query.get('response_type') === 'code' &&
      query.get('client_id') === NAVER_CLIENT.id &&
      query.get('redirect_uri') === this.#callback &&
      state !== '';
    if (!isRight) {
      response.writeHead(400, { 'content-type': 'text/html' }).end('<p>잘못된 요청</p>');
      return;
    }
    const back = new URL(this.#callback);
    if (this.person === null) {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'Canceled By User');
    } else {
      const code = randomBytes(9).toString('base64url');
      this.#codes.set(code, { person: this.person, state });
      back.searchParams.set('code', code);
    }
    back.searchParams.set('state', state);
    response.writeHead(302, { location: back.href }).end();
  }

  #token(body: URLSearchParams, response: ServerResponse): void {
    const code = body.get('code') ?? '';
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    const isRight =
      body.get('grant_type') === 'authorization_code' &&
      body.get('client_id') === NAVER_CLIENT.id &&
      body.get('client_secret') === NAVER_CLIENT.secret &&
      known?.state === body.get('state');
    if (known === undefined || !isRight) {
      json(response, 200, { error: 'invalid_request', error_description: 'no valid data in session' });
      return;
    }
    const token = randomBytes(18).toString('base64url');
    this.#tokens.set(token, known.person);
    json(response, 200, {
      access_token: token,
      refresh_token: randomBytes(18).toString('base64url'),
      token_type: 'bearer',
      expires_in: '3600',
    });
  }

  #profile(request: IncomingMessage, response: ServerResponse): void {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const person = this.#tokens.get(token);
    if (person === undefined) json(response, 401, { resultcode: '024', message: 'Authentication failed' });
    else json(response, 200, { resultcode: '00', message: 'success', response: person });
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' }).end(JSON.stringify(body));
}
