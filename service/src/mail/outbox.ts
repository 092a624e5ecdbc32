import type { Logger } from '../logger.ts';
import { type Mailer, MailUnavailable, type Message } from './mailer.ts';

/** Mails that are kept. */
const MOST_MESSAGES = 100;

/** Mail that goes nowhere: the embedded default. Each is a line of the log, and the last ones can be looked at. */
export class Outbox implements Mailer {
  readonly messages: Message[] = [];
  readonly #logger: Logger;
  #isClosed = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async send(message: Message): Promise<void> {
    if (this.#isClosed) throw new MailUnavailable('the outbox is closed');
    this.messages.push(message);
    if (this.messages.length > MOST_MESSAGES) this.messages.shift();
    this.#logger.info({ subject: message.subject }, 'mail stays in the outbox: no SMTP server is configured');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }
}
