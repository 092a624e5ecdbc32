import type { Address } from './address.ts';

/** A mail to one person. */
export interface Message {
  readonly to: Address;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Language tag. */
  readonly language: string;
  /** Address at which whoever gets it ends all mail, by a POST and without signing in. */
  readonly unsubscribe: string;
}

/** There is no such recipient, or the recipient's server wants nothing for them: do not send there again. */
export class RecipientRefused extends Error {
  override readonly name = 'RecipientRefused';
}

/** The mail was not taken now; it may be later. */
export class MailUnavailable extends Error {
  override readonly name = 'MailUnavailable';
}

/** The mail is refused as it is, or the sender is: another try would end the same way. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** Sends mail. All adapters pass `test/service/mail/mailer.contract.ts`. */
export interface Mailer {
  /**
   * Fulfilled once the mail was taken for delivery.
   * @throws RecipientRefused, MailRefused, MailUnavailable
   */
  send(message: Message): Promise<void>;

  /** Sends no more, and ends all connections. */
  close(): Promise<void>;
}

/** Header fields that every mail has besides the usual ones; each value is one line. */
export function headersOf({ language, unsubscribe }: Message): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    'Content-Language': language,
    'List-Unsubscribe': `<${unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
