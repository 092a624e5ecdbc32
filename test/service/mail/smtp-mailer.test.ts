import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../../service/src/mail/address.ts';
import { MailRefused, MailUnavailable, RecipientRefused } from '../../../service/src/mail/mailer.ts';
import { SmtpMailer, type SmtpMailerProps } from '../../../service/src/mail/smtp-mailer.ts';
import { freePort } from '../running-service.ts';
import { SmtpTestServer } from '../servers/smtp.ts';
import { describeMailer, message } from './mailer.contract.ts';

const SENDER = { from: 'noreply@playcode.gg', name: 'CODELAND' };

describeMailer('SMTP', async () => {
  const server = await SmtpTestServer.start();
  const mailer = new SmtpMailer({ ...SENDER, url: () => server.url(), ca: server.ca, isPlainAllowed: false });
  return {
    mailer,
    read: async () =>
      server.arrived.map(({ to, mail }) => ({
        to: to.join(),
        subject: mail.subject!,
        text: mail.text!,
        html: String(mail.html).trim(),
      })),
    stop: () => server.stop(),
  };
});

describe('mail by SMTP', () => {
  let server: SmtpTestServer;
  let mailer: SmtpMailer;
  const open = (changes: Partial<SmtpMailerProps> = {}): SmtpMailer => {
    mailer = new SmtpMailer({
      ...SENDER,
      url: () => server.url('first'),
      ca: server.ca,
      isPlainAllowed: false,
      ...changes,
    });
    return mailer;
  };
  beforeEach(async () => {
    server = await SmtpTestServer.start();
    open();
  });
  afterEach(async () => {
    await mailer.close();
    await server.stop();
  });

  it('travels encrypted, from the one sender, and says how to end it', async () => {
    await mailer.send(message());
    const [{ from, secure, user, mail, raw }] = server.arrived as [(typeof server.arrived)[0]];
    expect({ from, secure, user }).toEqual({ from: 'noreply@playcode.gg', secure: true, user: 'sender' });
    expect(mail.from?.text).toBe('"CODELAND" <noreply@playcode.gg>');
    expect(raw).toMatch(/^List-Unsubscribe: <https:\/\/playcode\.gg\/unsubscribe\/token>\r?$/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m);
    expect(raw).toMatch(/^Message-ID: <[^@\s]+@playcode\.gg>\r?$/m);
    expect(raw).toMatch(/^Date: /m);
  });

  it('goes over few connections, which are kept', async () => {
    await Promise.all(Array.from({ length: 20 }, () => mailer.send(message())));
    await mailer.send(message());
    const connections = new Set(server.arrived.map(({ connection }) => connection));
    expect(server.arrived).toHaveLength(21);
    expect(connections.size).toBeLessThanOrEqual(2);
  });

  it('is not sent in the clear, nor the password, where the server offers no encryption', async () => {
    const plain = await SmtpTestServer.start({ tls: false });
    try {
      await expect(open({ url: () => plain.url() }).send(message())).rejects.toThrow(MailUnavailable);
      expect(plain.arrived).toEqual([]);
      await mailer.close();
      await open({ url: () => plain.url(), isPlainAllowed: true }).send(message());
      expect(plain.arrived).toHaveLength(1);
    } finally {
      await mailer.close();
      await plain.stop();
    }
  });

  it('is not sent to a server with a certificate that nobody vouches for', async () => {
    const other = await SmtpTestServer.start();
    try {
      await expect(open({ ca: other.ca }).send(message())).rejects.toThrow(MailUnavailable);
    } finally {
      await other.stop();
    }
    expect(server.arrived).toEqual([]);
  });

  it('goes on with a new password without a new start', async () => {
    let password = 'first';
    open({ url: () => server.url(password) });
    await mailer.send(message());
    server.password = 'second';
    password = 'second';
    await mailer.send(message());
    expect(server.arrived).toHaveLength(2);
  });

  it.each([
    ['an address that the server does not know', { code: 550, text: '5.1.1 no such user' }],
    ['an address refused without further words', { code: 553, text: 'no' }],
  ])('refuses %s for good', async (_, refusal) => {
    server.refuseRecipient.set('friend@example.com', refusal);
    await expect(mailer.send(message())).rejects.toThrow(RecipientRefused);
  });

  it.each([
    ['a mailbox that is full', { code: 552, text: '5.2.2 full' }],
    ['a policy against the sender', { code: 550, text: '5.7.1 your network is on a list' }],
  ])('does not take %s for the end of an address', async (_, refusal) => {
    server.refuseRecipient.set('friend@example.com', refusal);
    await expect(mailer.send(message())).rejects.toThrow(MailRefused);
  });

  it.each([
    ['greylisting', { code: 451, text: '4.7.1 later' }],
    ['a busy server', { code: 421, text: '4.3.2 busy' }],
  ])('is worth another try after %s', async (_, refusal) => {
    server.refuseRecipient.set('friend@example.com', refusal);
    await expect(mailer.send(message())).rejects.toThrow(MailUnavailable);
    server.refuseRecipient.clear();
    await mailer.send(message());
    expect(server.arrived).toHaveLength(1);
  });

  it('tells a mail that is refused from a recipient who is', async () => {
    server.refuseNext.push({ code: 554, text: '5.6.0 Message rejected' });
    await expect(mailer.send(message())).rejects.toThrow(MailRefused);
  });

  it('is worth another try after a wrong password, and where nobody answers', async () => {
    await expect(open({ url: () => server.url('wrong') }).send(message())).rejects.toThrow(MailUnavailable);
    await mailer.close();
    const port = await freePort();
    await expect(open({ url: () => `smtp://localhost:${port}` }).send(message())).rejects.toThrow(
      MailUnavailable,
    );
  });

  it('has no more fields or recipients than it should, whatever stands in its words', async () => {
    const crooked = 'hello\r\nBcc: victim@example.com\r\n\r\nbody\r\n.\r\nMAIL FROM:<x@y.z>';
    await mailer.send(
      message({ subject: crooked, language: 'ko\r\nX-Evil: 1', text: '.\r\n.\r\nRCPT TO:<v@example.com>' }),
    );
    const [{ to, mail }] = server.arrived as [(typeof server.arrived)[0]];
    expect(server.arrived).toHaveLength(1);
    expect(to).toEqual(['friend@example.com']);
    expect([mail.headers.has('bcc'), mail.headers.has('x-evil')]).toEqual([false, false]);
    expect(mail.text).toContain('RCPT TO:<v@example.com>');
  });
});

describe('an address', () => {
  it.each([
    ['friend@example.com', 'friend@example.com'],
    ['  First.Last+tag@Example.COM ', 'First.Last+tag@example.com'],
    ["o'neil@example.co.kr", "o'neil@example.co.kr"],
    ['친구@한국.한국', null],
    ['friend@한국.한국', 'friend@xn--3e0b707e.xn--3e0b707e'],
    ['', null],
    ['friend', null],
    ['@example.com', null],
    ['friend@localhost', null],
    ['friend@127.0.0.1', null],
    ['friend@[127.0.0.1]', null],
    ['a@example.com,b@example.com', null],
    ['a@example.com b@example.com', null],
    ['a@b@example.com', null],
    ['"a b"@example.com', null],
    ['Friend <friend@example.com>', null],
    ['friend@example.com\r\nBcc: v@example.com', null],
    ['fri\u0000end@example.com', null],
    ['.friend@example.com', null],
    ['fri..end@example.com', null],
    ['friend@-example.com', null],
    [`${'a'.repeat(65)}@example.com`, null],
    [`a@${'a.'.repeat(126)}com`, null],
  ])('%j is %j', (typed, address) => {
    expect(parseAddress(typed)).toBe(address);
  });
});
