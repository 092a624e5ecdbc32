import { once } from 'node:events';
import { expect, it } from 'vitest';
import { type Admission, MemoryTicketOffice } from '../../../service/src/gateway/ticket-office.ts';
import { parsePlayerId } from '../../../service/src/store/ids.ts';
import { TestPlayer } from '../player.ts';
import { logOfRoom, openGateway } from './open-gateway.ts';

const CODE = 'SEATED';
const PLAYER = parsePlayerId('0b0e6b56-0f1c-4c0d-9a55-0a7c2f6f3a11');

/** Two gateways, as two processes have them, that follow one room; `open` opens a player's socket at one of them. */
async function twoGateways() {
  const log = await logOfRoom(CODE);
  const tickets = new MemoryTicketOffice();
  const open = async (address: string, sitter: Pick<Admission, 'person' | 'tab' | 'player'>) => {
    const admission = { code: CODE, name: 'Ana', isSpectator: false, ...sitter };
    const player = await TestPlayer.open(address, await tickets.issue(admission));
    await player.until('there', () => player.snapshots > 0);
    return player;
  };
  return { log, here: await openGateway(log, tickets), there: await openGateway(log, tickets), open };
}

it('an account’s seat is taken over from another tab, also at another process, and the tab before is told so', async () => {
  const { here, there, open } = await twoGateways();
  const stranger = await open(here, { person: 'stranger', tab: 'stranger', player: null });
  const first = await open(here, { person: 'ana', tab: 'one', player: PLAYER });
  const closed = once(first.socket, 'close');
  const second = await open(there, { person: 'ana', tab: 'two', player: PLAYER });
  expect((await closed)[0]).toBe(4503);
  for (const { socket } of [second, stranger]) expect(socket.readyState).toBe(socket.OPEN);
});

it('a tab that comes back by another process is not told that it took its own seat', async () => {
  const { log, here, there, open } = await twoGateways();
  const before = await open(here, { person: 'ana', tab: 'one', player: PLAYER });
  await open(there, { person: 'ana', tab: 'one', player: PLAYER });
  await log.notify(CODE, { tell: 'watchers', watchers: 3 });
  // A socket that is closed would not hear what is said later.
  await before.until('told later', () => before.texts.some(({ count }) => count === 3));
  expect(before.socket.readyState).toBe(before.socket.OPEN);
});

it('of two tabs that take an account’s seat at the same moment the one that all hear of later stays', async () => {
  const { log, here, there, open } = await twoGateways();
  const held: (() => void)[] = [];
  const notify = log.notify.bind(log);
  log.notify = (code, notice) => new Promise((resolve) => held.push(() => resolve(notify(code, notice))));
  const first = await open(here, { person: 'ana', tab: 'one', player: PLAYER });
  const second = await open(there, { person: 'ana', tab: 'two', player: PLAYER });
  const closed = once(first.socket, 'close');
  expect(held).toHaveLength(2);
  for (const send of held) send();
  expect((await closed)[0]).toBe(4503);
  log.notify = notify;
  await log.notify(CODE, { tell: 'watchers', watchers: 3 });
  await second.until('told later', () => second.texts.some(({ count }) => count === 3));
  expect(second.socket.readyState).toBe(second.socket.OPEN);
});
