import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createMatch, hashOf, playerOf } from '../../../service/game/index.ts';
import { encodePacket } from '../../../service/src/protocol/packet.ts';
import { Replica, SNAPSHOT_TICKS } from '../../../service/src/protocol/replica.ts';
import { TestPlayer } from '../player.ts';
import { post, type RunningService, runService } from '../running-service.ts';
import { until } from '../until.ts';
import { askUpgrade, hear } from './raw-socket.ts';

let service: RunningService;
beforeAll(async () => {
  service = await runService();
});
afterAll(async () => {
  await service.stop();
});

/** Play-now: a seat in whatever room has one. */
async function playNow(name: string): Promise<TestPlayer> {
  const { status, body } = await post(`${service.address}/api/play`, { name });
  expect(status).toBe(201);
  return TestPlayer.open(service.address, body.ticket as string);
}

/** A seat in a room of the test's own: seats are kept for those who have gone, so that a room for all tests fills up. */
async function play(name: string): Promise<{ player: TestPlayer; code: string; cookie: string }> {
  const { status, body } = await post(`${service.address}/api/rooms`, {});
  expect(status).toBe(201);
  const code = body.code as string;
  const { player, cookie } = await TestPlayer.join(service.address, code, name, service.address);
  return { player, code, cookie };
}

async function join(code: string, name: string, cookie = ''): Promise<TestPlayer> {
  const { body } = await post(`${service.address}/api/rooms/${code}/tickets`, { name }, { cookie });
  return TestPlayer.open(service.address, body.ticket as string);
}

describe('a socket', () => {
  it('seats its player through the log and acknowledges a turn by the tick that contains it', async () => {
    const player = await playNow('Ana');
    await player.until('seated', () => (player.self?.at ?? -1) >= 0);
    expect(player.replica!.seats.get(player.who!)!.name).toBe('Ana');

    const middle = player.self!.at;
    player.turn(1, 1);
    await player.until('turn acknowledged', () => player.acknowledged.has(1));
    // One step to the right leads to the edge of the own square on every board; behind it there may be a wall.
    expect(player.acknowledged.get(1)).toBe(middle + 1);
    await player.close();
  });

  it('fills a room with eight players, bots but for the people', async () => {
    const { player } = await play('Bo');
    await player.until('a full room', () => player.replica?.state.players.length === 8);
    expect(player.replica!.state.players.filter((other) => !other.bot)).toHaveLength(
      player.replica!.seats.size,
    );
    await player.close();
  });

  it('takes a repeated packet once, and all of its turns in their order', async () => {
    const { player } = await play('Cy');
    await player.until('seated', () => (player.self?.at ?? -1) >= 0);
    player.turn(1, 0, 1);
    player.turn(1, 0, 1);
    await player.until('both acknowledged', () => player.acknowledged.has(2));
    const turns = [...player.ticks.values()];
    expect(turns.length).toBeGreaterThan(0);
    expect([...player.acknowledged.keys()]).toEqual([1, 2]);
    expect(player.self!.seq).toBe(2);
    await player.close();
  });

  it('brings a second player of the code to the same state, from a snapshot', async () => {
    const { player, code } = await play('Di');
    await player.until('some ticks', () => (player.replica?.state.tick ?? 0) > 5);
    const second = await join(code, 'Ed');
    await second.until('seated', () => second.who !== undefined);
    await player.until('second seen', () => player.replica!.seatOf(second.person) !== undefined);
    const tick = Math.max(player.replica!.state.tick, second.replica!.state.tick) + 3;
    for (const one of [player, second])
      await one.until(`tick ${tick}`, () => one.replica!.state.tick >= tick);
    // One of them may have heard more than the other.
    const [behind, ahead] = [player, second].sort((a, b) => a.replica!.state.tick - b.replica!.state.tick);
    const replica = Replica.restore(behind!.replica!.snapshot());
    while (replica.state.tick < ahead!.replica!.state.tick)
      replica.apply(ahead!.ticks.get(replica.state.tick)!);
    expect(replica.hash()).toBe(ahead!.replica!.hash());
    expect([...player.replica!.seats.values()].map((seat) => seat.name)).toContain('Ed');
    await player.close();
    await second.close();
  });

  it('keeps the seat of someone who comes back, and logs both', async () => {
    const { player, code, cookie } = await play('Fay');
    await player.until('seated', () => player.who !== undefined);
    const watcher = await join(code, 'Gil');
    await watcher.until('seated', () => watcher.who !== undefined);
    const { who } = player;
    await player.close();
    const lostAt = (): number | undefined => playerOf(watcher.replica!.state, who!)?.lostAt;
    await watcher.until('lost', () => lostAt() !== -1);
    const again = await join(code, 'Fay', cookie);
    await watcher.until('back', () => lostAt() === -1);
    await again.until('caught up', () => again.who !== undefined);
    expect(again.who).toBe(who);
    await again.close();
    await watcher.close();
  });

  it('replaces the same seat’s earlier socket without losing the seat', async () => {
    const { player, code, cookie } = await play('Hal');
    await player.until('seated', () => player.who !== undefined);
    const closed = once(player.socket, 'close');
    const again = await join(code, 'Hal', cookie);
    expect((await closed)[0]).toBe(4503);
    await again.until('seated', () => again.who !== undefined);
    const tick = again.replica!.state.tick + 3;
    await again.until('ticks go on', () => again.replica!.state.tick >= tick);
    expect(again.self!.lostAt).toBe(-1);
    await again.close();
  });

  it('cannot steer someone else', async () => {
    const { player, code } = await play('Ida');
    await player.until('seated', () => (player.self?.at ?? -1) >= 0);
    const thief = await join(code, 'Jo');
    await thief.until('seated', () => thief.who !== undefined);
    Object.defineProperty(thief, 'who', { value: player.who });
    thief.turn(1, 0);
    const tick = player.replica!.state.tick + 5;
    await player.until('five ticks', () => player.replica!.state.tick >= tick);
    expect(player.self!.seq).toBe(0);
    await player.close();
    await thief.close();
  });

  it('leaves the match when its player leaves', async () => {
    const { player, code } = await play('Kai');
    await player.until('seated', () => player.who !== undefined);
    const watcher = await join(code, 'Lu');
    await watcher.until('seated', () => watcher.who !== undefined);
    const { who } = player;
    const closed = once(player.socket, 'close');
    player.socket.send(JSON.stringify({ type: 'leave' }));
    expect((await closed)[0]).toBe(4505);
    await watcher.until('gone', () => !watcher.replica!.seats.has(who!));
    expect(watcher.replica!.state.land.includes(who!)).toBe(false);
    await watcher.close();
  });

  it.each([
    ['bytes that are no packet', Buffer.from([9, 9, 9])],
    ['an input without turns', Buffer.from([1, 1, 1, 1, 0])],
    ['nine inputs', Buffer.from([1, 1, 1, 1, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ['a direction that is none', Buffer.from([1, 1, 1, 1, 1, 7])],
    ['text that is not JSON', 'hello'],
    ['an unknown message', '{"type":"cheat"}'],
  ])('closes on %s', async (_, message) => {
    const { player } = await play('Max');
    const closed = once(player.socket, 'close');
    player.socket.send(message);
    expect((await closed)[0]).toBe(4501);
  });

  it('closes on a flood', async () => {
    const { player } = await play('Ned');
    await player.until('seated', () => player.who !== undefined);
    const closed = once(player.socket, 'close');
    for (let count = 0; count < 300; count += 1) player.turn(1, 0);
    expect((await closed)[0]).toBe(4502);
  });
});

/** So many frames of nothing, as a browser sends them. */
function frames(count: number, head: number): Buffer {
  return Buffer.concat(Array(count).fill(Buffer.from([head, 0x80, 0, 0, 0, 0])));
}

describe('a flood of what is no message', () => {
  it.each([
    ['answers that nobody asked for', frames(1000, 0x8a)],
    ['messages in a thousand pieces', Buffer.concat([frames(1, 0x02), frames(998, 0x00), frames(1, 0x80)])],
  ])('ends the socket: %s', async (_, volley) => {
    const { player, code } = await play('Nia');
    const { body } = await post(`${service.address}/api/rooms/${code}/tickets`, { name: 'Oz' });
    const socket = await askUpgrade(service.address, `/ws?ticket=${body.ticket}`);
    await hear(socket, 'welcome');
    await until('the service has let it go', () => {
      socket.write(volley);
      return socket.destroyed;
    });
    await player.close();
  });
});

/** Reports what becomes of a replica's hash at each round tick, as a browser does: looked at after every frame. */
function reportHashes(player: TestPlayer, told: (hash: number) => number): void {
  player.socket.on('message', (_data, isBinary) => {
    const { tick } = player.replica!.state;
    if (!isBinary || tick % SNAPSHOT_TICKS !== 0) return;
    player.socket.send(encodePacket({ is: 'progress', tick, hash: told(player.replica!.hash()) }));
  });
}

describe('a client whose state is wrong', () => {
  it('gets a snapshot as soon as the service can tell, and one whose state is right does not', async () => {
    const { player, code } = await play('Quin');
    const other = await join(code, 'Ray');
    await other.until('seated', () => other.who !== undefined);
    await player.until('the other seen', () => player.replica?.seats.size === 2);
    const { snapshots } = player;
    const { snapshots: ofOther } = other;
    reportHashes(player, (hash) => hash ^ 1);
    reportHashes(other, (hash) => hash);
    await player.until('another snapshot', () => player.snapshots > snapshots, 30_000);
    expect(player.snapshots).toBe(snapshots + 1);
    // What comes after is there only once a snapshot would be, too.
    const { tick } = player.replica!.state;
    await other.until('later ticks', () => other.replica!.state.tick > tick + 1);
    expect(other.snapshots).toBe(ofOther);
    await player.close();
    await other.close();
  });
});

describe('an upgrade', () => {
  async function refusedWith(path: string, headers: Record<string, string>): Promise<number> {
    const socket = new WebSocket(`${service.address.replace('http', 'ws')}${path}`, { headers });
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    socket.terminate();
    return response.statusCode;
  }

  async function ticket(): Promise<string> {
    const { body } = await post(`${service.address}/api/play`, { name: 'Olli' });
    return body.ticket as string;
  }

  it('is refused from another origin, and the ticket stays good', async () => {
    const good = await ticket();
    expect(await refusedWith(`/ws?ticket=${good}`, { origin: 'https://evil.example' })).toBe(403);
    expect(await refusedWith(`/ws?ticket=${good}`, {})).toBe(403);
    await (await TestPlayer.open(service.address, good)).close();
  });

  it('is refused without a ticket, and with a used one', async () => {
    const origin = service.address;
    expect(await refusedWith('/ws', { origin })).toBe(401);
    const once = await ticket();
    await (await TestPlayer.open(service.address, once)).close();
    expect(await refusedWith(`/ws?ticket=${once}`, { origin })).toBe(401);
  });

  it('is refused on another path', async () => {
    expect(await refusedWith('/metrics', { origin: service.address })).toBe(404);
  });

  it('survives a reset in the middle of the handshake and a target that names a host', async () => {
    for (const target of ['//evil.example/ws', '/ws?ticket=x'])
      (await askUpgrade(service.address, target)).resetAndDestroy();
    expect((await fetch(`${service.address}/healthz`)).status).toBe(200);
  });

  it('that is refused ends, whether or not the other side does', async () => {
    const socket = await askUpgrade(service.address, '/ws?ticket=x');
    await hear(socket, 'HTTP/1.1 401 Unauthorized');
    // As long as the service holds its end, whatever is written is taken.
    await until('the service has let it go', () => {
      socket.write('x');
      return socket.destroyed;
    });
  });
});

describe('a service that stops', () => {
  it('does not wait for a client that reads nothing', async () => {
    const stopping = await runService();
    const { body } = await post(`${stopping.address}/api/play`, { name: 'Sly' });
    const sleeper = await TestPlayer.open(stopping.address, body.ticket as string);
    await sleeper.until('seated', () => sleeper.who !== undefined);
    sleeper.socket.pause();
    const begin = performance.now();
    await stopping.stop();
    expect(performance.now() - begin).toBeLessThan(5000);
    sleeper.socket.terminate();
  });

  it('does not wait for one who was refused and never says goodbye', async () => {
    const stopping = await runService();
    const { body } = await post(`${stopping.address}/api/rooms`, { startedBy: 'host' });
    const { player: host } = await TestPlayer.join(
      stopping.address,
      body.code as string,
      'Tim',
      stopping.address,
    );
    host.order('lock');
    const path = `${stopping.address}/api/rooms/${body.code}/spectators`;
    const { body: admission } = await post(path, {});
    await host.until('locked', () => host.texts.some(({ isLocked }) => isLocked === true));
    const socket = await askUpgrade(stopping.address, `/ws?ticket=${admission.ticket}`);
    await hear(socket, 'locked');
    const begin = performance.now();
    await stopping.stop();
    expect(performance.now() - begin).toBeLessThan(5000);
    socket.destroy();
  });
});

describe('the log that sockets receive', () => {
  it('replays to the state that the sockets are in', async () => {
    const { body } = await post(`${service.address}/api/rooms`, { size: 'duel' });
    const player = await join(body.code as string, 'Pim');
    await player.until('forty ticks', () => player.ticks.size >= 40);
    const header = player.replica!.state.header;
    const replay = Replica.begin(header);
    expect(hashOf(replay.state)).toBe(hashOf(createMatch(header)));
    const ticks = [...player.ticks.entries()].sort(([a], [b]) => a - b);
    for (const [, bytes] of ticks) replay.apply(bytes);
    expect(ticks[0]![0]).toBe(0);
    expect(replay.hash()).toBe(player.replica!.hash());
    await player.close();
  });
});
