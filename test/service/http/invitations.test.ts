import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfAddress, parseAddress } from '../../../service/src/mail/address.ts';
import { UnsubscribeTokens } from '../../../service/src/mail/unsubscribe.ts';
import { TestBrowser } from '../accounts/test-browser.ts';
import { post } from '../running-service.ts';
import { SmtpTestServer } from '../servers/smtp.ts';
import { runWithProviders, type ServiceWithProviders } from '../service-with-providers.ts';

const KEY = 'k'.repeat(32);

describe('invitations and their end, on the whole site', () => {
  let smtp: SmtpTestServer;
  let world: ServiceWithProviders;
  let site: string;
  let player: TestBrowser;
  let code: string;
  beforeAll(async () => {
    // Without encryption: on this machine it is not asked for, and the service trusts no certificate of the tests.
    smtp = await SmtpTestServer.start({ tls: false });
    world = await runWithProviders({
      SMTP_URL: smtp.url(),
      SESSION_KEY: KEY,
      MAIL_FROM: 'noreply@playcode.gg',
    });
    site = world.service.address;
    player = new TestBrowser();
    await player.open(`${site}/auth/naver`);
    code = (await post(`${site}/api/rooms`, { size: 'small' })).body.code as string;
  });
  afterAll(async () => {
    await world?.stop();
    await smtp?.stop();
  });

  const invite = async (to: unknown, { by = player, language = 'en', room = code } = {}) => {
    const { status, text } = await by.ask(`${site}/api/rooms/${room}/invitations`, {
      method: 'POST',
      headers: { origin: site, 'content-type': 'application/json' },
      body: JSON.stringify({ to, language }),
    });
    return { status, body: JSON.parse(text) as Record<string, unknown> };
  };

  it('brings a mail to the friend', async () => {
    expect(await invite('friend@example.com')).toEqual({ status: 202, body: {} });
    await smtp.untilArrived(1);
    expect(smtp.arrived[0]!.mail.text).toContain(`${site}/r/${code}`);
  });

  it('is for players who have signed in, and for rooms that there are', async () => {
    expect(await invite('friend@example.com', { by: new TestBrowser() })).toMatchObject({
      status: 401,
      body: { error: 'signed-out' },
    });
    expect(await invite('friend@example.com', { room: 'ZZZZZZ' })).toMatchObject({ status: 404 });
    const foreign = await player.ask(`${site}/api/rooms/${code}/invitations`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify({ to: 'friend@example.com', language: 'en' }),
    });
    expect(foreign.status).toBe(403);
  });

  it.each([
    'friend',
    'a@example.com,b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'A <a@example.com>',
    7,
    '',
    null,
  ])('says that %j is no address', async (to) => {
    expect(await invite(to)).toMatchObject({
      status: 400,
      body: { error: 'invalid', message: 'to: expected one mail address, such as friend@example.com' },
    });
  });

  it('answers the same to whatever address, known, unknown or tired of it', async () => {
    smtp.refuseRecipient.set('nobody@example.com', { code: 550, text: '5.1.1 no such user' });
    const tokens = new UnsubscribeTokens(KEY);
    const tired = tokens.issue(digestOfAddress(parseAddress('tired@example.com')!));
    await fetch(`${site}/unsubscribe/${tired}`, { method: 'POST' });
    const answers = [];
    for (const to of [
      'somebody@example.com',
      'nobody@example.com',
      'nobody@example.com',
      'tired@example.com',
    ])
      answers.push(await invite(to));
    for (const answer of answers) expect(answer).toEqual({ status: 202, body: {} });
    await smtp.untilArrived(2);
    expect(smtp.arrived.flatMap(({ to }) => to)).not.toContain('tired@example.com');
  });

  describe('the page that ends mail', () => {
    const link = (address: string): string =>
      `${site}/unsubscribe/${new UnsubscribeTokens(KEY).issue(digestOfAddress(parseAddress(address)!))}`;

    it('asks first, in the reader’s language, and needs no sign-in', async () => {
      const url = link('reader@example.com');
      const [ko, en] = await Promise.all(
        ['ko-KR,ko;q=0.9', 'fr,en;q=0.5'].map((languages) =>
          fetch(url, { headers: { 'accept-language': languages } }),
        ),
      );
      expect(await ko!.text()).toMatch(/<html lang="ko">.*<form method="post"><button>네, 그만 받을게요/s);
      expect(await en!.text()).toMatch(/<html lang="en">.*<form method="post"><button>Yes, no more mail/s);
      expect(ko!.headers.get('content-security-policy')).toContain("default-src 'self'");
      await invite('reader@example.com');
      // Programs that follow links have ended nothing.
      const arrived = smtp.arrived.length;
      await smtp.untilArrived(arrived);
    });

    it('ends it by its button, by one click of a mail program, and twice is once', async () => {
      const url = link('oneclick@example.com');
      const click = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
      const first = await fetch(url, click);
      expect([first.status, await first.text()]).toEqual([200, expect.stringContaining('No mail will come')]);
      expect((await fetch(url, { method: 'POST', headers: { origin: site } })).status).toBe(200);
    });

    it('takes no token that was not issued here, and no page of another site', async () => {
      const url = link('victim@example.com');
      const forged = url.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')).replace(/\.[\w-]{6}/, '.AAAAAA');
      expect((await fetch(forged)).status).toBe(404);
      expect((await fetch(forged, { method: 'POST' })).status).toBe(404);
      const foreign = await fetch(url, { method: 'POST', headers: { origin: 'https://evil.example' } });
      expect(foreign.status).toBe(403);
    });
  });
});
