import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../../service/src/mail/address.ts';
import { type Mailer, MailUnavailable, type Message } from '../../../service/src/mail/mailer.ts';

/** A mail as its reader sees it. */
export interface Read {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** An adapter, and what came of the mails that it took. */
export interface MailerUnderTest {
  readonly mailer: Mailer;
  read(): Promise<readonly Read[]>;
  stop(): Promise<void>;
}

export function message(changes: Partial<Message> = {}): Message {
  return {
    to: parseAddress('friend@example.com')!,
    subject: '하늘 님이 초대했어요',
    text: '안녕\nhttps://playcode.gg/r/ABC123\n',
    html: '<p>안녕 &lt;b&gt;</p>',
    language: 'ko',
    unsubscribe: 'https://playcode.gg/unsubscribe/token',
    ...changes,
  };
}

/** What every adapter of `Mailer` does. */
export function describeMailer(name: string, start: () => Promise<MailerUnderTest>): void {
  describe(`mail: ${name}`, () => {
    let under: MailerUnderTest;
    beforeEach(async () => {
      under = await start();
    });
    afterEach(async () => {
      await under.mailer.close();
      await under.stop();
    });

    it('takes mails whole, in every script', async () => {
      await under.mailer.send(message());
      await under.mailer.send(message({ to: parseAddress('o.b+tag@mail.example.org')!, subject: 'plain' }));
      expect(await under.read()).toEqual([
        {
          to: 'friend@example.com',
          subject: '하늘 님이 초대했어요',
          text: '안녕\nhttps://playcode.gg/r/ABC123\n',
          html: '<p>안녕 &lt;b&gt;</p>',
        },
        expect.objectContaining({ to: 'o.b+tag@mail.example.org', subject: 'plain' }),
      ]);
    });

    it('takes none after it was closed', async () => {
      await under.mailer.close();
      await expect(under.mailer.send(message())).rejects.toThrow(MailUnavailable);
      await under.mailer.close();
    });
  });
}
