import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { Ledger } from '../../../service/bench/chaos/ledger.ts';
import { LightPlayer } from '../../../service/bench/chaos/light-player.ts';
import { RULES } from '../../../service/game/index.ts';
import { Chance } from '../../../service/game/random.ts';
import { CLOSE_CODES } from '../../../service/src/protocol/close-code.ts';
import { post, type RunningService, runService } from '../running-service.ts';
import { until } from '../until.ts';

let service: RunningService;
let ledger: Ledger;
const players: LightPlayer[] = [];

beforeEach(async () => {
  service = await runService();
  const room = await post(`${service.address}/api/rooms`, { size: 'small' }, { origin: service.address });
  const header = {
    code: String(room.body.code),
    size: 'small',
    bots: 0,
    rules: RULES.version,
    countdown: 0,
  } as const;
  ledger = new Ledger({ header, match: '', isPublic: true, openedAt: 0 });
});

afterEach(async () => {
  for (const player of players.splice(0)) player.stop();
  await service.stop();
});

function playerWho(addresses: () => readonly string[]): LightPlayer {
  const chance = new Chance(1);
  const player = new LightPlayer({
    ledger,
    name: 'A',
    origin: service.address,
    chance,
    addresses,
    isWitness: false,
  });
  players.push(player);
  return player;
}

async function plays(player: LightPlayer): Promise<void> {
  await until('the player plays', () => {
    player.act(performance.now());
    return player.isLive;
  });
}

it('takes no seat by a socket that was being opened when the player left', async () => {
  await plays(playerWho(() => [service.address]));
  const leaver = playerWho(() => {
    leaver.leave();
    return [service.address];
  });
  leaver.act(performance.now());
  await until('the late socket is closed again', () => leaver.fortune.startsWith('closed'));
  expect(leaver.fortune).toBe(`closed: ${CLOSE_CODES.left}`);
  expect(leaver).toMatchObject({ isLive: false, over: 'left' });
});

it('holds bytes that are no frame against the service, and goes on', async () => {
  const babbler = createServer((_, response) => response.end('{"ticket":"any"}')).listen(0, '127.0.0.1');
  await once(babbler, 'listening');
  const sockets = new WebSocketServer({ server: babbler });
  sockets.on('connection', (socket) => socket.send(Uint8Array.of(255)));
  let address = `http://127.0.0.1:${(babbler.address() as AddressInfo).port}`;
  const player = playerWho(() => [address]);
  await until('it has heard some', () => {
    player.act(performance.now());
    return ledger.astray > 0;
  });
  address = service.address;
  await plays(player);
  expect(player.over).toBeNull();
  for (const socket of sockets.clients) socket.terminate();
  babbler.closeAllConnections();
  babbler.close();
});
