import { createTransport } from 'nodemailer';
import { LOOPBACK } from '../loopback.ts';
import {
  headersOf,
  type Mailer,
  MailRefused,
  MailUnavailable,
  type Message,
  RecipientRefused,
} from './mailer.ts';

/** Properties of mail by SMTP. */
export interface SmtpMailerProps {
  /** The server and who sends, as in `smtp://user:password@host:587`; asked for anew, so that a new password counts. */
  readonly url: () => string;
  /** Address in `From`. */
  readonly from: string;
  /** Name in `From`. */
  readonly name: string;
  /** Certificates that are trusted besides the usual ones. @default none */
  readonly ca?: string;
  /**
   * Whether mail may travel in the clear; passwords do, too.
   * @default only to this machine
   */
  readonly isPlainAllowed?: boolean;
}

/** Connections that are kept open, and mails that each takes before it is replaced. */
const MOST_CONNECTIONS = 2;
const MOST_MESSAGES = 100;

/** A server that does not get on with it for so long is taken for away. */
const CONNECT_MS = 5_000;
const SILENT_MS = 15_000;

type Transport = ReturnType<typeof open>;

/** Sends by SMTP, over a few connections that are kept. */
export class SmtpMailer implements Mailer {
  readonly #props: SmtpMailerProps;
  #url = '';
  #transport: Transport | null = null;
  #isClosed = false;

  constructor(props: SmtpMailerProps) {
    this.#props = props;
  }

  async send(message: Message): Promise<void> {
    if (this.#isClosed) throw new MailUnavailable('mail is closed');
    const { from, name } = this.#props;
    const { to, subject, text, html } = message;
    try {
      await this.#current().sendMail({
        from: { name, address: from },
        to: { name: '', address: to },
        subject,
        text,
        html,
        headers: headersOf(message),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw told(error as SmtpError);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#transport?.close();
  }

  /** Connections of the address as it is now. */
  #current(): Transport {
    const url = this.#props.url();
    if (this.#transport === null || url !== this.#url) {
      this.#transport?.close();
      this.#transport = open(url, this.#props);
      this.#url = url;
    }
    return this.#transport;
  }
}

function open(address: string, { ca, isPlainAllowed }: SmtpMailerProps) {
  const url = new URL(address);
  const isSecure = url.protocol === 'smtps:';
  const isPlain = isPlainAllowed ?? LOOPBACK.includes(url.hostname);
  const user = decodeURIComponent(url.username);
  return createTransport({
    pool: true,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isSecure ? 465 : 587)),
    secure: isSecure,
    requireTLS: !isPlain,
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    maxConnections: MOST_CONNECTIONS,
    maxMessages: MOST_MESSAGES,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
  });
}

/** What the library says of a failure. */
interface SmtpError extends Error {
  readonly code?: string;
  /** The command that failed. */
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

function told(error: SmtpError): Error {
  const { responseCode = 0, command, message } = error;
  const options = { cause: error };
  if (command === 'RCPT TO' && isAboutRecipient(error)) return new RecipientRefused(message, options);
  // What fails before, such as a password or a certificate, is mended by whoever runs the site; the mail is good then.
  const isAboutMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  if (responseCode >= 500 && isAboutMail) return new MailRefused(message, options);
  return new MailUnavailable(message, options);
}

/**
 * Whether there is no such mailbox, and will be none. The second part of an enhanced code says what a refusal is
 * about: 1 is the address; policies (7) and full mailboxes (2) are not. Servers without such codes mean the mailbox.
 */
function isAboutRecipient({ responseCode = 0, response = '' }: SmtpError): boolean {
  const [, subject] = /^\d{3}[ -]5\.(\d{1,3})\.\d{1,3}\b/.exec(response) ?? [];
  return subject === undefined ? [550, 551, 553].includes(responseCode) : subject === '1';
}
