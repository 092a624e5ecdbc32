import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Limiter } from '../../../service/src/limits/limiter.ts';
import { digestOfAddress, parseAddress } from '../../../service/src/mail/address.ts';
import { Invitations } from '../../../service/src/mail/invitations.ts';
import { SmtpMailer } from '../../../service/src/mail/smtp-mailer.ts';
import { UnsubscribeTokens } from '../../../service/src/mail/unsubscribe.ts';
import { Meter } from '../../../service/src/meter.ts';
import { newPlayerId, type PlayerId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { exposed } from '../exposed.ts';
import { SmtpTestServer } from '../servers/smtp.ts';
import { until } from '../until.ts';

const FRIEND = parseAddress('friend@example.com')!;

/** Invitations by a real SMTP server. */
async function open({
  pausesMs = [1] as readonly number[],
  store = new MemoryStore(),
}: {
  pausesMs?: readonly number[];
  store?: MemoryStore;
} = {}) {
  const server = await SmtpTestServer.start();
  const mailer = new SmtpMailer({
    url: () => server.url(),
    from: 'noreply@playcode.gg',
    name: 'CODELAND',
    ca: server.ca,
  });
  const meter = new Meter();
  const lines: string[] = [];
  const tokens = new UnsubscribeTokens('key of the tests');
  const invitations = new Invitations({
    mailer,
    store,
    tokens,
    meter,
    limiter: new Limiter([]),
    publicUrl: 'https://playcode.gg',
    logger: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
    pausesMs,
  });
  const order = (changes: Partial<Parameters<Invitations['order']>[0]> = {}) =>
    invitations.order({
      player: newPlayerId(),
      name: '하늘',
      code: 'ABC123',
      to: FRIEND,
      language: 'ko',
      ...changes,
    });
  const counted = async (outcome: string): Promise<number | undefined> =>
    (await exposed(meter)).get(`playcode_mails_total{outcome="${outcome}"}`);
  const untilCounted = (outcome: string, count = 1): Promise<void> =>
    until(`${count} mails ${outcome}`, async () => (await counted(outcome)) === count);
  const stop = async (): Promise<void> => {
    await invitations.close();
    await mailer.close();
    await server.stop();
  };
  return { server, store, tokens, invitations, order, lines, counted, untilCounted, stop };
}

describe('an invitation by mail', () => {
  let world: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    world = await open();
  });
  afterEach(() => world.stop());

  it.each([
    ['ko', '하늘 님이 땅따먹기에 초대했어요', '초대 코드: ABC123'],
    ['en', '하늘 invites you to CODELAND', 'Play code: ABC123'],
  ] as const)('in %s says who invites, where to, and how to end mail', async (language, subject, code) => {
    const { order, server, tokens } = world;
    expect(await order({ language })).toBe('accepted');
    await server.untilArrived(1);
    const { mail, raw } = server.arrived[0]!;
    const token = tokens.issue(digestOfAddress(FRIEND));
    expect(mail.subject).toBe(subject);
    for (const body of [mail.text!, String(mail.html)]) {
      expect(body).toMatch(/https:\/\/playcode\.gg\/r\/ABC123$|https:\/\/playcode\.gg\/r\/ABC123"/m);
      expect(body).toContain('https://playcode.gg/r/ABC123?watch');
      expect(body).toContain(code);
      expect(body).toContain(`https://playcode.gg/unsubscribe/${token}`);
    }
    expect(raw).toMatch(
      new RegExp(`^List-Unsubscribe:\\s+<https://playcode\\.gg/unsubscribe/${token.slice(0, 20)}`, 'm'),
    );
    expect(raw).toContain(`Content-Language: ${language}`);
    expect(tokens.read(token)).toBe(digestOfAddress(FRIEND));
  });

  it('shows a name as it is, and neither as a tag nor as a field', async () => {
    const { order, server } = world;
    await order({ name: '<b>"&\r\nBcc: v@x.y', language: 'en' });
    await server.untilArrived(1);
    const { mail, to } = server.arrived[0]!;
    expect(to).toEqual(['friend@example.com']);
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.subject).toBe('<b>"& Bcc: v@x.y invites you to CODELAND');
    expect(String(mail.html)).toContain('&lt;b&gt;&quot;&amp; Bcc: v@x.y');
    expect(String(mail.html)).not.toContain('<b>"');
  });

  it.each([
    ['bit.ly/abcde', 'bit ly/abcde'],
    ['www.evil.com', 'www evil com'],
    ['http://a.bc', 'http a bc'],
    ['evil。com', 'evil com'],
    ['Dr.Kim', 'Dr Kim'],
    ['J. R. 3.14', 'J. R. 3.14'],
  ])('has no link in the name of %s', async (name, shown) => {
    const { order, server } = world;
    await order({ name, language: 'en' });
    await server.untilArrived(1);
    const { mail } = server.arrived[0]!;
    expect(mail.subject).toBe(`${shown} invites you to CODELAND`);
    for (const body of [mail.text!, String(mail.html)]) {
      expect(body).toContain(`${shown} invites you to a match`);
      expect(body).toContain(`because ${shown} typed in this address`);
    }
  });

  it('does not go to whoever has unsubscribed, which the sender does not learn', async () => {
    const { order, server, store, untilCounted } = world;
    await store.suppress(digestOfAddress(FRIEND), 'unsubscribed');
    expect(await order({ to: parseAddress('FRIEND@Example.com')! })).toBe('accepted');
    await untilCounted('suppressed');
    expect(server.arrived).toEqual([]);
  });

  it('does not go there by another way to write the address either', async () => {
    const { order, server, store, tokens, untilCounted } = world;
    await order({ to: parseAddress('Sky.Kim+games@gmail.com')! });
    await server.untilArrived(1);
    const [, token = ''] = /unsubscribe\/([\w.-]+)/.exec(server.arrived[0]!.mail.text!) ?? [];
    await store.suppress(tokens.read(token)!, 'unsubscribed');
    const others = ['sky.kim@gmail.com', 'SKYKIM+1@gmail.com', 's.k.y.kim@googlemail.com'];
    for (const other of others) expect(await order({ to: parseAddress(other)! })).toBe('accepted');
    // The limit of one mailbox lets two more through to the store.
    await untilCounted('suppressed', 2);
    await untilCounted('limited');
    expect(server.arrived).toHaveLength(1);
  });

  it('goes once to an address that does not exist, and never again', async () => {
    const { order, server, store, untilCounted } = world;
    server.refuseRecipient.set(FRIEND, { code: 550, text: '5.1.1 no such user' });
    expect(await order()).toBe('accepted');
    await untilCounted('refused');
    expect(await store.isSuppressed(digestOfAddress(FRIEND))).toBe(true);
    server.refuseRecipient.clear();
    expect(await order()).toBe('accepted');
    await untilCounted('suppressed');
    expect(server.arrived).toEqual([]);
  });

  it('is tried again after a while, and arrives once', async () => {
    const { order, server, untilCounted } = world;
    server.refuseNext.push({ code: 451, text: '4.3.0 later' });
    await order();
    await untilCounted('sent');
    expect(server.arrived).toHaveLength(1);
  });

  it('is given up where that does not help, and leaves the address be', async () => {
    const { order, server, store, untilCounted } = world;
    server.refuseNext.push({ code: 451, text: '4.3.0 later' }, { code: 451, text: '4.3.0 later' });
    await order();
    await untilCounted('failed');
    server.refuseNext.push({ code: 554, text: '5.6.0 no' });
    await order();
    await untilCounted('failed', 2);
    expect(await store.isSuppressed(digestOfAddress(FRIEND))).toBe(false);
  });

  it('leaves no address in the log, whatever a server says of it', async () => {
    const { order, server, lines, untilCounted } = world;
    server.refuseNext.push({ code: 554, text: '5.6.0 rejected for Friend@example.com' });
    await order();
    await untilCounted('failed');
    server.refuseRecipient.set(FRIEND, { code: 452, text: '4.2.2 <friend@example.com> is full' });
    await order();
    await untilCounted('failed', 2);
    expect(lines.map((line) => JSON.parse(line).room)).toEqual(['ABC123', 'ABC123']);
    expect(lines[0]).toContain('5.6.0 rejected for');
    expect(lines[1]).toContain('4.2.2');
    expect(lines.join()).not.toMatch(/friend@example/i);
  });

  it('comes to one address three times a day, whoever sends it, and nobody is told', async () => {
    const { order, server, counted } = world;
    for (let time = 0; time < 5; time += 1) expect(await order()).toBe('accepted');
    await server.untilArrived(3);
    expect(await counted('limited')).toBe(2);
    // Servers bring these to the same mailbox.
    expect(await order({ to: parseAddress('Friend+6@example.com')! })).toBe('accepted');
    expect(await counted('limited')).toBe(3);
  });

  it('comes to one mailbox of Google’s as seldom, wherever its address has dots', async () => {
    const { order, server, counted } = world;
    for (const to of ['skykim@gmail.com', 's.kykim@gmail.com', 'sk.ykim@gmail.com', 'sky.kim@googlemail.com'])
      expect(await order({ to: parseAddress(to)! })).toBe('accepted');
    await server.untilArrived(3);
    expect(await counted('limited')).toBe(1);
    expect(await order({ to: parseAddress('sky.kim@example.com')! })).toBe('accepted');
    expect(await order({ to: parseAddress('skykim@example.com')! })).toBe('accepted');
    await server.untilArrived(5);
  });

  it('can be sent twenty times an hour by one player', async () => {
    const { order } = world;
    const player: PlayerId = newPlayerId();
    const to = (n: number) => parseAddress(`friend${n}@example.com`)!;
    for (let n = 0; n < 20; n += 1) expect(await order({ player, to: to(n) })).toBe('accepted');
    expect(await order({ player, to: to(20) })).toBe('too-many');
    expect(await order({ to: to(21) })).toBe('accepted');
  });

  it('is sent five hundred times an hour at most, by all players together', async () => {
    const { order } = world;
    for (let time = 0; time < 500; time += 1) expect(await order()).toBe('accepted');
    expect(await order({ to: parseAddress('another@example.com')! })).toBe('busy');
  });
});

it('is put off where two hundred others are under way, until one of them is through', async () => {
  let answer: (isSuppressed: boolean) => void = () => undefined;
  class SlowStore extends MemoryStore {
    override async isSuppressed(): Promise<boolean> {
      return new Promise((resolve) => {
        answer = resolve;
      });
    }
  }
  const { order, untilCounted, stop } = await open({ store: new SlowStore() });
  const answers: ((isSuppressed: boolean) => void)[] = [];
  for (let n = 0; n < 200; n += 1) {
    expect(await order({ to: parseAddress(`friend${n}@example.com`)! })).toBe('accepted');
    answers.push(answer);
  }
  expect(await order()).toBe('busy');
  answers.pop()!(true);
  await untilCounted('suppressed');
  expect(await order()).toBe('accepted');
  answers.push(answer);
  for (const each of answers) each(true);
  await stop();
});

it('closing waits for what is under way and begins nothing more', async () => {
  const { server, order, invitations, counted, stop } = await open({ pausesMs: [60_000] });
  server.refuseNext.push({ code: 451, text: '4.3.0 later' });
  await order();
  await invitations.close();
  expect([await counted('sent'), await counted('failed')].sort()).toEqual([0, 1]);
  await stop();
});

describe('a token that ends mail', () => {
  const digest = digestOfAddress(FRIEND);

  it('names one address, whatever its capitals, and not in the clear', () => {
    const token = new UnsubscribeTokens('key').issue(digest);
    expect(token).toMatch(/^[\w-]{43}\.[\w-]{43}$/);
    expect(new UnsubscribeTokens('key').read(token)).toBe(
      digestOfAddress(parseAddress('Friend@EXAMPLE.com')!),
    );
  });

  it('cannot be made up, changed, or taken from another site', () => {
    const tokens = new UnsubscribeTokens('key');
    const token = tokens.issue(digest);
    const other = digestOfAddress(parseAddress('victim@example.com')!);
    const crooked = ['', digest, `${other}.${token.slice(44)}`, `${token}x`, `${digest}.${'A'.repeat(43)}`];
    for (const each of crooked) expect(tokens.read(each), each).toBeNull();
    expect(new UnsubscribeTokens('other key').read(token)).toBeNull();
  });
});
