import { createHash, createHmac, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';

/** What it keeps of an object. */
interface Stored {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

const REGION = 'ap-northeast-2';

/** Objects that one page of a list has: few, so that lists have pages. */
const PAGE = 2;

/** Where it answers, and whom it believes. */
export interface S3ServerProps {
  /** @default 0, a free one */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Whether a web identity token is one of the role. @default the token "a-token" is, of every role */
  readonly believes?: (token: string, role: string) => boolean;
}

/**
 * Enough of S3 and STS for backups. It recomputes each signature with AWS' own signer, checks checksums as S3 does,
 * and gives out credentials for a web identity token.
 */
export class S3Server {
  readonly objects = new Map<string, Stored>();
  /** Keys that the next requests must be signed with. */
  readonly credentials = { id: 'test-id', secret: 'test-secret', token: 'test-session' };
  readonly #server: Server;
  readonly #believes: (token: string, role: string) => boolean;

  private constructor(server: Server, { believes }: S3ServerProps) {
    this.#server = server;
    this.#believes = believes ?? ((token) => token === 'a-token');
  }

  static async start(props: S3ServerProps = {}): Promise<S3Server> {
    const server = createServer();
    const s3 = new S3Server(server, props);
    server.on('request', (request, response) => {
      s3.#answer(request, response).catch((error: unknown) =>
        reply(response, 500, `<Message>${error}</Message>`),
      );
    });
    server.listen(props.port ?? 0, props.host ?? '127.0.0.1');
    await once(server, 'listening');
    return s3;
  }

  get url(): string {
    const { port } = this.#server.address() as { port: number };
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (request.method === 'POST' && url.pathname === '/') return this.#assumeRole(body, response);
    const complaint = await this.#complaintAbout(request, url, body);
    if (complaint)
      return reply(response, 403, `<Error><Code>${complaint}</Code><Message>refused</Message></Error>`);
    const key = decodeURIComponent(url.pathname.slice(1));
    if (request.method === 'PUT') {
      const metadata = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-'));
      this.objects.set(key, { body, metadata: Object.fromEntries(metadata) as Record<string, string> });
      return reply(response, 200, '');
    }
    if (url.searchParams.has('list-type'))
      return this.#list(key.replace(/\/$/, ''), url.searchParams, response);
    const stored = this.objects.get(key);
    if (!stored)
      return reply(response, 404, '<Error><Code>NoSuchKey</Code><Message>not there</Message></Error>');
    response.writeHead(200, stored.metadata).end(stored.body);
  }

  /** Says what S3 would refuse a request for, if anything. */
  async #complaintAbout(request: IncomingMessage, url: URL, body: Buffer): Promise<string | undefined> {
    const sha256 = createHash('sha256').update(body);
    const digest = sha256.copy().digest('base64');
    const sent = request.headers['x-amz-checksum-sha256'];
    if (sent !== undefined && sent !== digest) return 'BadDigest';
    if (request.headers['x-amz-content-sha256'] !== sha256.digest('hex')) return 'XAmzContentSHA256Mismatch';
    const { authorization = '' } = request.headers;
    const signed = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
    const headers = Object.fromEntries(signed.map((name) => [name, String(request.headers[name])]));
    const stamp = String(request.headers['x-amz-date']);
    const signer = new SignatureV4({
      service: 's3',
      region: REGION,
      uriEscapePath: false,
      sha256: Sha256,
      credentials: {
        accessKeyId: this.credentials.id,
        secretAccessKey: this.credentials.secret,
        sessionToken: this.credentials.token,
      },
    });
    const expected = await signer.sign(
      {
        method: request.method ?? 'GET',
        protocol: 'http:',
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers,
        body,
      },
      {
        signingDate: new Date(stamp.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')),
      },
    );
    return expected.headers.authorization === authorization ? undefined : 'SignatureDoesNotMatch';
  }

  #assumeRole(body: Buffer, response: ServerResponse): void {
    const form = new URLSearchParams(body.toString());
    const isBelieved = this.#believes(form.get('WebIdentityToken') ?? '', form.get('RoleArn') ?? '');
    if (form.get('Action') !== 'AssumeRoleWithWebIdentity' || !isBelieved) {
      reply(response, 403, '<Error><Code>InvalidIdentityToken</Code></Error>');
      return;
    }
    const { id, secret, token } = this.credentials;
    reply(
      response,
      200,
      `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${token}</SessionToken></Credentials>`,
    );
  }

  #list(bucket: string, query: URLSearchParams, response: ServerResponse): void {
    const prefix = `${bucket}/${query.get('prefix')}`;
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const start = Number(query.get('continuation-token') ?? 0);
    const entries = keys.slice(start, start + PAGE).map((key) => {
      const size = this.objects.get(key)!.body.length;
      return `<Contents><Key>${key.slice(bucket.length + 1)}</Key><Size>${size}</Size></Contents>`;
    });
    const next =
      start + PAGE < keys.length ? `<NextContinuationToken>${start + PAGE}</NextContinuationToken>` : '';
    reply(response, 200, `<ListBucketResult>${entries.join('')}${next}</ListBucketResult>`);
  }
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

/** SHA-256 in the shape that AWS' signer wants: keyed where it is given a key. */
class Sha256 {
  readonly #hash: Hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : secret && Buffer.from(secret as Uint8Array);
    this.#hash = (key === undefined ? createHash('sha256') : createHmac('sha256', key)) as Hash;
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : Buffer.from(data as Uint8Array));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    throw new Error('each signature takes a new one');
  }
}
