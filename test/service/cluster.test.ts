import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playerOf } from '../../service/game/index.ts';
import { decodeTick } from '../../service/src/protocol/tick.ts';
import type { Gathering } from '../../service/src/rooms/gathering.ts';
import { RedisRoomLog } from '../../service/src/rooms/redis-room-log.ts';
import { findPart } from '../parts.ts';
import { loggedTurns } from './logged-turns.ts';
import { TestPlayer } from './player.ts';
import { post } from './running-service.ts';
import { RedisServer } from './servers/redis.ts';
import { ServiceProcess } from './servers/service-process.ts';
import { until } from './until.ts';

const command = findPart('redis-server', 'REDIS_SERVER');
const ORIGIN = 'http://127.0.0.1:3000';

function gathering(player: TestPlayer) {
  return player.texts.findLast(({ type }) => type === 'gathering') as unknown as Gathering | undefined;
}

function guests(player: TestPlayer): string[] {
  return gathering(player)?.guests.map(({ name }) => name) ?? [];
}

describe.skipIf(command === undefined)('two processes and one Redis', () => {
  let redis: RedisServer;
  let log: RedisRoomLog;
  let one: ServiceProcess;
  let other: ServiceProcess;

  beforeAll(async () => {
    redis = await RedisServer.start(command!);
    log = new RedisRoomLog(redis.url);
    const props = { redisUrl: redis.url, origin: ORIGIN };
    [one, other] = await Promise.all([ServiceProcess.start(props), ServiceProcess.start(props)]);
  });
  afterAll(async () => {
    await Promise.all([one?.end(), other?.end()]);
    await log?.close();
    await redis?.remove();
  });

  const join = (at: ServiceProcess, code: string, name: string, cookie?: string) =>
    TestPlayer.join(at.address, code, name, ORIGIN, cookie);

  /** Value of a metric without labels, as Prometheus would read it now. */
  async function metricOf(process: ServiceProcess, name: string): Promise<number> {
    const text = await (await fetch(`${process.address}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  }

  /** A room that `owner` runs, with a player at each process. */
  async function room(owner: ServiceProcess, guest: ServiceProcess) {
    const { body } = await post(`${owner.address}/api/rooms`, { size: 'duel' }, { origin: ORIGIN });
    const code = body.code as string;
    const near = await join(owner, code, 'Near');
    const far = await join(guest, code, 'Far');
    for (const { player } of [near, far])
      await player.until('on the board', () => (player.self?.at ?? -1) >= 0);
    return { code, near: near.player, far: far.player, cookie: near.cookie };
  }

  it('show the same ticks to the players of one room, wherever they are connected', async () => {
    const { code, near, far } = await room(one, other);
    await far.steer(() => far.acknowledged.size >= 5);
    const last = far.replica!.state.tick;
    await near.until('as far', () => near.replica!.state.tick >= last);
    const both = [...far.ticks.keys()].filter((tick) => near.ticks.has(tick));
    expect(both.length).toBeGreaterThan(5);
    const logged = new Map((await log.range(code, 0)).map(({ tick, bytes }) => [tick, bytes]));
    for (const player of [near, far])
      for (const [tick, bytes] of player.ticks) expect(bytes).toEqual(logged.get(tick));
    await near.close();
    await far.close();
  });

  it('seat a whole crowd that plays at once, in no more rooms than it fills', async () => {
    const crowd = Array.from({ length: 40 }, async (_, index) => {
      const { address } = index % 2 === 0 ? one : other;
      const { status, body } = await post(`${address}/api/play`, { name: `P${index}` }, { origin: ORIGIN });
      expect(status).toBe(201);
      const player = await TestPlayer.open(address, body.ticket as string, ORIGIN);
      await player.seat();
      return { player, code: body.code as string };
    });
    const seated = await Promise.all(crowd);
    // Sixteen seats a room; both processes may have opened one for the first who came.
    expect(new Set(seated.map(({ code }) => code)).size).toBeLessThanOrEqual(4);
    expect(seated.some(({ player }) => player.texts.some(({ type }) => type === 'watching'))).toBe(false);
    await Promise.all(seated.map(({ player }) => player.close()));
  });

  it('lose no acknowledged input and repeat none when the owner is killed', async () => {
    const { code, near, far } = await room(one, other);
    await far.steer(() => far.acknowledged.size >= 4);
    const before = far.replica!.state.tick;
    const killedAt = performance.now();
    await one.end('SIGKILL');
    await far.until('the next tick but what was on its way', () => far.replica!.state.tick > before + 2);
    const takeoverMs = Math.round(performance.now() - killedAt);
    console.log(`takeover after SIGKILL of the owner: ${takeoverMs} ms`);
    const known = far.acknowledged.size;
    await far.steer(() => far.acknowledged.size >= known + 4);

    const turns = await loggedTurns(log, code, far.who!);
    expect(turns).toEqual([...turns].sort((a, b) => a - b));
    expect(new Set(turns).size).toBe(turns.length);
    expect(turns).toEqual(expect.arrayContaining([...far.acknowledged.keys()]));
    expect(far.snapshots).toBe(1);
    expect(takeoverMs).toBeLessThan(8000);
    expect(other.lines.some(({ msg, room }) => msg === 'room taken over' && room === code)).toBe(true);
    await near.close();
    await far.close();
    await one.start();
  });

  it('keep a private room waiting when its owner is killed, and let its host start', async () => {
    const order = { size: 'small', bots: 0, startedBy: 'host' };
    const { body } = await post(`${one.address}/api/rooms`, order, { origin: ORIGIN });
    const code = body.code as string;
    const { player: host } = await join(other, code, 'Host');
    await host.until('there', () => guests(host).length === 1);
    const { player: guest } = await join(other, code, 'Guest');
    await guest.until('both there', () => guests(guest).length === 2);
    host.order('lock');
    await guest.until('locked', () => gathering(guest)?.isLocked === true);

    await one.end('SIGKILL');
    await until('taken over', () =>
      other.lines.some(({ msg, room }) => msg === 'room taken over' && room === code),
    );
    const begin = guest.texts.length;
    await guest.until('told by the new owner', () => guest.texts.length > begin);
    expect(guests(guest)).toEqual(['Host', 'Guest']);
    expect(gathering(guest)).toMatchObject({ isLocked: true, isStarted: false });
    host.order('start');
    for (const player of [host, guest])
      await player.until('on the board', () => (player.self?.at ?? -1) >= 0);
    expect(host.replica!.state.header.countdown).toBe(20);
    await host.close();
    await guest.close();
    await one.start();
  });

  it('hand rooms and players over when one is asked to end, also when it is asked again', async () => {
    const { code, near, far, cookie } = await room(one, other);
    const { who } = near;
    const ended = one.end('SIGTERM');
    await near.until('asked to move', () => near.texts.some(({ type }) => type === 'move'));
    one.signal('SIGTERM');
    // The new socket first, so that the player is never taken for lost.
    const closed = once(near.socket, 'close');
    const { player: moved } = await join(other, code, 'Near', cookie);
    await moved.until('seated as before', () => moved.who === who);
    await near.close();
    await closed;
    expect(await ended).toBe(0);
    const tick = far.replica!.state.tick + 10;
    await far.until('ticks go on', () => far.replica!.state.tick >= tick);
    expect(playerOf(far.replica!.state, who!)?.lostAt).toBe(-1);
    expect(far.snapshots).toBe(1);
    const handover = other.lines.find(({ msg, room }) => msg === 'room taken over' && room === code);
    expect(handover?.reason).toBe('offered');
    const lost = (await log.range(code, 0)).flatMap(({ bytes }) => decodeTick(bytes).entries);
    expect(lost.filter((entry) => entry.do === 'lost')).toEqual([]);
    await moved.close();
    await far.close();
    await one.start();
  });

  it('let one browser watch by one socket, however many it opens at once', async () => {
    const { code, near, far, cookie } = await room(one, other);
    const path = `${other.address}/api/rooms/${code}/spectators`;
    const tickets = await Promise.all(
      Array.from({ length: 20 }, () => post(path, {}, { origin: ORIGIN, cookie })),
    );
    const spectators = await Promise.all(
      tickets.map(({ body }) => TestPlayer.open(other.address, body.ticket as string, ORIGIN)),
    );
    const isOpen = ({ socket }: TestPlayer): boolean => socket.readyState === socket.OPEN;
    await until('one of them is left', () => spectators.filter(isOpen).length === 1);
    await far.until('counted', () => far.texts.findLast(({ type }) => type === 'watchers')?.count === 1);
    await Promise.all([...spectators, near, far].map((player) => player.close()));
  });

  it('pause while Redis is away, say so, and go on by themselves', async () => {
    const { code, near, far } = await room(one, other);
    await far.steer(() => far.acknowledged.size >= 3);
    await redis.end('SIGKILL');
    for (const player of [near, far]) await player.until('told', () => player.isPaused === true);
    const paused = far.replica!.state.tick;
    // It says so, and stays where players find it: without Redis no other process could do better.
    expect(await metricOf(one, 'playcode_log_reachable')).toBe(0);
    expect((await fetch(`${one.address}/readyz`)).status).toBe(200);
    const refused = await post(`${one.address}/api/play`, { name: 'New' }, { origin: ORIGIN });
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({ error: 'unavailable' });
    await redis.start();
    for (const player of [near, far]) await player.until('told', () => player.isPaused === false);
    await far.until('going on', () => far.replica!.state.tick >= paused + 5);
    const known = far.acknowledged.size;
    await far.steer(() => far.acknowledged.size >= known + 3);
    const turns = await loggedTurns(log, code, far.who!);
    expect(new Set(turns).size).toBe(turns.length);
    expect(turns).toEqual(expect.arrayContaining([...far.acknowledged.keys()]));
    for (const player of [near, far]) expect(player.snapshots).toBe(1);
    await until('it says so, too', async () => (await metricOf(one, 'playcode_log_reachable')) === 1);
    await near.close();
    await far.close();
  });

  it('play on without MongoDB, and say that it is away', async () => {
    // Nobody listens at the address of the MongoDB that these processes were given.
    const { near, far } = await room(one, other);
    await far.steer(() => far.acknowledged.size >= 3);
    await until(
      'known to be away',
      async () => (await metricOf(one, 'playcode_store_reachable')) === 0,
      30_000,
    );
    expect((await fetch(`${one.address}/readyz`)).status).toBe(200);
    await near.close();
    await far.close();
  });

  // Last, for Redis stays away.
  it('let go of one that is asked to end while Redis is away, and of its players', async () => {
    const third = await ServiceProcess.start({ redisUrl: redis.url, origin: ORIGIN, drainSeconds: 0 });
    try {
      const { near, far } = await room(third, other);
      await redis.end('SIGKILL');
      await near.until('told', () => near.isPaused === true);
      const closed = once(near.socket, 'close');
      expect(await third.end('SIGTERM')).toBe(0);
      expect((await closed)[0]).toBe(4000);
      await far.close();
    } finally {
      await third.end();
    }
  });
});
