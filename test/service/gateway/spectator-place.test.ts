import { once } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { MemoryTicketOffice } from '../../../service/src/gateway/ticket-office.ts';
import { TestPlayer } from '../player.ts';
import { logOfRoom, openGateway } from './open-gateway.ts';

const CODE = 'PLACES';

afterEach(() => {
  vi.useRealTimers();
});

it('a spectator whose place was not kept for long has none where others have taken all', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const log = await logOfRoom(CODE);
  const tickets = new MemoryTicketOffice();
  const address = await openGateway(log, tickets);
  const ticket = await tickets.issue({
    code: CODE,
    person: 'p',
    tab: 'p',
    name: '',
    player: null,
    isSpectator: true,
  });
  const spectator = await TestPlayer.open(address, ticket);
  await spectator.until('watching', () => spectator.texts.some(({ type }) => type === 'watching'));
  // As after half a minute in which the log was away.
  await log.unwatch(CODE, 'p');
  for (let n = 0; n < 50; n += 1) await log.watch(CODE, `other ${n}`, 50);
  const closed = once(spectator.socket, 'close');
  vi.advanceTimersByTime(10_000);
  expect((await closed)[0]).toBe(4507);
});
