import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { until } from '../until.ts';

/** A mail as it arrived. */
export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  /** Whether it came over TLS. */
  readonly secure: boolean;
  readonly user: string;
  /** Connection that it came by. */
  readonly connection: string;
  readonly raw: string;
  readonly mail: ParsedMail;
}

/** A refusal, as the server says it. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** How the server behaves. */
export interface SmtpServerProps {
  /** @default true */
  readonly tls?: boolean;
  /** @default a free one */
  readonly port?: number;
}

/** A real SMTP server of the test's own on a loopback port, whose certificate is in `ca`. */
export class SmtpTestServer {
  readonly arrived: Arrived[] = [];
  /** Refusals by recipient. */
  readonly refuseRecipient = new Map<string, Refusal>();
  /** What the next mails are answered after they have been sent whole. */
  readonly refuseNext: Refusal[] = [];
  password = 'first';
  readonly ca: string;
  readonly #server: SMTPServer;

  private constructor(ca: string, key: string, { tls = true }: SmtpServerProps) {
    this.ca = ca;
    const options: SMTPServerOptions = {
      key,
      cert: ca,
      authOptional: true,
      allowInsecureAuth: true,
      ...(!tls && { disabledCommands: ['STARTTLS'] }),
      logger: false,
      onAuth: ({ username, password }, _session, done) =>
        password === this.password
          ? done(null, { user: username })
          : done(refusal(535, '5.7.8 wrong password')),
      onRcptTo: ({ address }, _session, done) => {
        const refused = this.refuseRecipient.get(address);
        done(refused ? refusal(refused.code, refused.text) : null);
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const refused = this.refuseNext.shift();
          if (refused !== undefined) return done(refusal(refused.code, refused.text));
          const raw = Buffer.concat(chunks).toString();
          this.arrived.push({
            from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
            to: session.envelope.rcptTo.map(({ address }) => address),
            secure: session.secure,
            user: String(session.user ?? ''),
            connection: session.id,
            raw,
            mail: await simpleParser(raw),
          });
          return done();
        });
      },
    };
    this.#server = new SMTPServer(options);
    // Clients that break off are their own tests' affair.
    this.#server.on('error', () => undefined);
  }

  static async start(props: SmtpServerProps = {}): Promise<SmtpTestServer> {
    const folder = mkdtempSync(join(tmpdir(), 'playcode-smtp-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const { status, stderr } = spawnSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        ...subject,
      ].concat([...['-days', '2', '-keyout', key, '-out', certificate]]),
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
    const server = new SmtpTestServer(readFileSync(certificate, 'utf8'), readFileSync(key, 'utf8'), props);
    rmSync(folder, { recursive: true });
    await new Promise<void>((resolve) => server.#server.listen(props.port ?? 0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  /** Its address with a password. */
  url(password = this.password): string {
    return `smtp://sender:${password}@localhost:${this.port}`;
  }

  async untilArrived(count: number): Promise<void> {
    await until(`${count} mails have arrived`, () => this.arrived.length >= count);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
