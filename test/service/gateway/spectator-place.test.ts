import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { type Header, RULES_VERSION } from '../../../service/game/index.ts';
import { Gateway } from '../../../service/src/gateway/gateway.ts';
import { MemoryTicketOffice } from '../../../service/src/gateway/ticket-office.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { TestPlayer } from '../player.ts';

const HEADER: Header = { code: 'PLACES', size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 };

afterEach(() => {
  vi.useRealTimers();
});

it('a spectator whose place was not kept for long has none where others have taken all', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const log = new MemoryRoomLog();
  const token = (await log.create({ header: HEADER, match: 'm', isPublic: false, openedAt: 0 }))!;
  await log.keepSnapshot(HEADER.code, token, { tick: 0, bytes: Replica.begin(HEADER).snapshot() });
  const tickets = new MemoryTicketOffice();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gateway = new Gateway({
    log,
    tickets,
    meter: new Meter(),
    logger: pino({ level: 'silent' }),
    origins: new Set([address]),
    adopt: async () => undefined,
    sit: () => () => undefined,
  });
  gateway.attach(server);
  const { code } = HEADER;
  try {
    const ticket = await tickets.issue({
      code,
      person: 'p',
      tab: 'p',
      name: '',
      player: null,
      isSpectator: true,
    });
    const spectator = await TestPlayer.open(address, ticket);
    await spectator.until('watching', () => spectator.texts.some(({ type }) => type === 'watching'));
    // As after half a minute in which the log was away.
    await log.unwatch(code, 'p');
    for (let n = 0; n < 50; n += 1) await log.watch(code, `other ${n}`, 50);
    const closed = once(spectator.socket, 'close');
    vi.advanceTimersByTime(10_000);
    expect((await closed)[0]).toBe(4507);
  } finally {
    await gateway.close(0);
    server.close();
  }
});
