import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { NOBODY } from '../../../service/src/rooms/gathering.ts';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import {
  LogFull,
  LogUnavailable,
  type OwnerToken,
  type RoomRecord,
} from '../../../service/src/rooms/room-log.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';
import { describeRoomLog } from './room-log.contract.ts';

const command = findPart('redis-server', 'REDIS_SERVER');

describe.skipIf(command === undefined)('with redis-server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start(command!);
  });
  afterAll(async () => {
    await server.remove();
  });

  async function open(calmMs = 0): Promise<RedisRoomLog> {
    const log = new RedisRoomLog(server.url, calmMs);
    await until('connected', () => log.isReachable);
    return log;
  }

  function record(code: string): RoomRecord {
    const header = { code, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 } as const;
    return { header, match: code, isPublic: true, openedAt: 0 };
  }

  describeRoomLog('a log in Redis', () => open());

  it('hears nothing of a room that it could not hear whole', async () => {
    const redis = new Redis(server.url);
    await redis.call('ACL', 'SETUSER', 'half', 'on', 'nopass', '~*', '+@all', 'resetchannels', '&*:ticks');
    const log = new RedisRoomLog(server.url.replace('//', '//half:any@'), 0);
    await until('connected', () => log.isReachable);
    const follower = { onTick: () => undefined, onNotice: () => undefined };
    await expect(log.follow('HALF', follower)).rejects.toThrow('NOPERM');
    expect(await redis.call('PUBSUB', 'CHANNELS', '*{HALF}*')).toEqual([]);
    await log.close();
    redis.disconnect();
  });

  it('is unavailable, whatever is asked, until it has connected', async () => {
    const log = new RedisRoomLog(server.url, 0);
    const tick = { tick: 0, bytes: Uint8Array.of(1) };
    await expect(log.append('EARLY', '1.token' as OwnerToken, tick, false)).rejects.toThrow(LogUnavailable);
    await expect(log.find('EARLY')).rejects.toThrow(LogUnavailable);
    await log.close();
  });

  it('promises seats in the fullest room first, and for half a minute by the clock of Redis', async () => {
    const log = await open();
    const redis = new Redis(server.url);
    const list = (code: string, people: number) => log.list(code, { size: 'duel', people, isOpen: true }, []);
    for (const [code, people] of [
      ['EMPTY', 0],
      ['HALF', 1],
    ] as const) {
      await log.create(record(code));
      await list(code, people);
    }
    expect(await log.promiseSeat('duel', 'a')).toBe('HALF');
    expect(await log.promiseSeat('duel', 'b')).toBe('EMPTY');
    const [seconds] = await redis.time();
    const until = Number(await redis.zscore('room:{HALF}:promises', 'a')) / 1000 - seconds!;
    expect(until).toBeGreaterThan(25);
    expect(until).toBeLessThanOrEqual(31);
    expect(await redis.pttl('room:{HALF}:promises')).toBeGreaterThan(25_000);
    // As if half a minute had passed.
    await redis.zadd('room:{HALF}:promises', 'XX', (seconds! - 1) * 1000, 'a');
    await list('HALF', 1);
    expect(await log.promiseSeat('duel', 'c')).toBe('HALF');
    for (const code of ['EMPTY', 'HALF']) await log.remove(code);
    redis.disconnect();
    await log.close();
  });

  it('lets a room be claimed when its lease has run out by the clock of Redis, not before', async () => {
    const owner = await open();
    const other = await open();
    // Before the lease begins: on a busy machine its answer takes a while.
    const begin = Date.now();
    const token = (await owner.create(record('LEASE')))!;
    let claimed: string | null = null;
    await until('claimed', async () => {
      claimed = await other.claim('LEASE');
      return claimed !== null;
    });
    expect(Date.now() - begin).toBeGreaterThan(600);
    await expect(owner.append('LEASE', token, { tick: 0, bytes: Uint8Array.of(1) }, false)).rejects.toThrow(
      'owned by another',
    );
    await owner.close();
    await other.close();
  });

  it('is of another era once Redis has begun anew, and of the same one after a mere silence', async () => {
    const passing = await RedisServer.start(command!);
    const log = new RedisRoomLog(passing.url, 0);
    await until('connected', () => log.isReachable);
    const era = await log.era();
    expect(era).toMatch(/^\w{40}$/);
    process.kill(passing.pid, 'SIGSTOP');
    const asked = log.era();
    process.kill(passing.pid, 'SIGCONT');
    expect(await asked).toBe(era);
    await passing.end('SIGTERM');
    await passing.start();
    await until('connected again', () => log.isReachable);
    expect(await log.era()).not.toBe(era);
    await log.close();
    await passing.remove();
  });

  it('accepts the old token after its lease, until somebody replaces it', async () => {
    const owner = await open();
    const token = (await owner.create(record('LATE')))!;
    const redis = new Redis(server.url);
    await redis.hset('room:{LATE}', 'lease', 1);
    await owner.append('LATE', token, { tick: 0, bytes: Uint8Array.of(1) }, false);
    expect(await owner.range('LATE', 0)).toHaveLength(1);
    redis.disconnect();
    await owner.close();
  });

  it('is put back by the newest owner if it has lost that one’s claim', async () => {
    const first = await open();
    const second = await open();
    const of = record('FORGOT');
    const tick = (number: number) => ({ tick: number, bytes: Uint8Array.of(number) });
    const old = (await first.create(of))!;
    await first.append('FORGOT', old, tick(0), false);
    await first.offer('FORGOT', old);
    const token = (await second.claim('FORGOT'))!;
    await second.append('FORGOT', token, tick(1), false);
    // Redis comes back without its last second: the claim and the tick are gone, and the old owner goes on.
    const redis = new Redis(server.url);
    await redis.hset('room:{FORGOT}', 'token', old);
    await redis.xdel('room:{FORGOT}:log', '2-0');
    await redis.xsetid('room:{FORGOT}:log', '1-0');
    await first.append('FORGOT', old, { tick: 1, bytes: Uint8Array.of(99) }, false);
    await expect(second.append('FORGOT', token, tick(2), false)).rejects.toMatchObject({
      name: 'TailLost',
      next: 0,
    });
    // Not by a part of it: what is there stays until all of the newer comes in its place.
    await expect(second.mend(of, token, [tick(1)])).rejects.toMatchObject({ name: 'TailLost', next: 0 });
    expect(await second.range('FORGOT', 0)).toHaveLength(2);
    await second.mend(of, token, [tick(0), tick(1)]);
    await second.append('FORGOT', token, tick(2), false);
    expect(await second.range('FORGOT', 0)).toEqual([tick(0), tick(1), tick(2)]);
    await expect(first.append('FORGOT', old, tick(3), false)).rejects.toThrow('owned by another');
    await expect(first.mend(of, old, [tick(0)])).rejects.toThrow('owned by another');
    redis.disconnect();
    await first.close();
    await second.close();
  });

  it('logs what many rooms append at once, each for itself', async () => {
    const log = await open();
    const codes = Array.from({ length: 70 }, (_, index) => `MANY${index}`);
    const tokens = await Promise.all(codes.map((code) => log.create(record(code))));
    const tick = { tick: 0, bytes: Uint8Array.of(1, 44, 0) };
    const stranger = '1.stranger' as OwnerToken;
    const outcomes = await Promise.allSettled(
      codes.map((code, index) => log.append(code, index === 3 ? stranger : tokens[index]!, tick, false)),
    );
    const refused = outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(refused).toEqual([3]);
    expect(outcomes[3]).toMatchObject({ reason: { name: 'Fenced' } });
    expect(await log.range('MANY3', 0)).toEqual([]);
    for (const code of ['MANY2', 'MANY4', 'MANY69']) expect(await log.range(code, 0)).toEqual([tick]);
    await log.close();
  });

  it('lets no room fail with another whose keys hold what they should not, or that has no memory left', async () => {
    const log = await open();
    const redis = new Redis(server.url);
    const codes = ['WELL', 'SICK', 'ALSO'];
    const tokens = await Promise.all(codes.map((code) => log.create(record(code))));
    await redis.set('room:{SICK}:log', 'no log');
    const append = (number: number) =>
      Promise.allSettled(
        codes.map((code, index) =>
          log.append(code, tokens[index]!, { tick: number, bytes: Uint8Array.of(1) }, false),
        ),
      );
    const outcomes = await append(0);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { message: expect.stringContaining('WRONGTYPE') } });
    await redis.config('SET', 'maxmemory', '1');
    const full = await append(1);
    await redis.config('SET', 'maxmemory', '0');
    expect(full[0]).toMatchObject({ reason: { name: 'LogUnavailable' } });
    const [healthy] = await append(1);
    expect(healthy).toMatchObject({ status: 'fulfilled' });
    redis.disconnect();
    await log.close();
  });

  it('lets others have its rooms while it hears nothing that they ask, and is back as soon as it does', async () => {
    const crowded = await RedisServer.start(command!);
    const direct = new Redis(crowded.url);
    const log = new RedisRoomLog(crowded.url, 0);
    await until('connected', () => log.isReachable);
    const token = (await log.create(record('DEAF')))!;
    await log.listen('DEAF', () => undefined);
    // Nobody else is let in: neither is the connection that hears, once it has been lost.
    await direct.config('SET', 'maxclients', 2);
    await direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await until('away', () => !log.isReachable);
    const tick = { tick: 0, bytes: Uint8Array.of(1) };
    await expect(log.append('DEAF', token, tick, false)).rejects.toThrow(LogUnavailable);
    await expect(log.renew('DEAF', token)).rejects.toThrow(LogUnavailable);
    await expect(log.gather('DEAF', token, NOBODY)).rejects.toThrow(LogUnavailable);
    await direct.config('SET', 'maxclients', 100);
    await until('back', () => log.isReachable);
    await log.append('DEAF', token, tick, false);
    direct.disconnect();
    await log.close();
    await crowded.remove();
  });

  it('takes no room from its owner while there is no memory by which to go on', async () => {
    const owner = await open();
    const other = await open();
    const redis = new Redis(server.url);
    const token = (await owner.create(record('MEMORY')))!;
    await redis.hset('room:{MEMORY}', 'lease', 1);
    await redis.config('SET', 'maxmemory', '1');
    await expect(other.claim('MEMORY')).rejects.toThrow(LogUnavailable);
    await redis.config('SET', 'maxmemory', '0');
    await owner.append('MEMORY', token, { tick: 0, bytes: Uint8Array.of(1) }, false);
    await owner.remove('MEMORY');
    redis.disconnect();
    await owner.close();
    await other.close();
  });

  it('is unavailable while Redis has fewer replicas than it wants for a write, and goes on afterwards', async () => {
    const log = await open();
    const redis = new Redis(server.url);
    const token = (await log.create(record('LONELY')))!;
    const tick = { tick: 0, bytes: Uint8Array.of(1) };
    await redis.config('SET', 'min-replicas-to-write', '1');
    await expect(log.append('LONELY', token, tick, false)).rejects.toThrow(LogUnavailable);
    await expect(log.renew('LONELY', token)).rejects.toThrow(LogUnavailable);
    await expect(log.create(record('NOROOM'))).rejects.toThrow(LogUnavailable);
    await redis.config('SET', 'min-replicas-to-write', '0');
    await log.append('LONELY', token, tick, false);
    redis.disconnect();
    await log.close();
  });

  it('sends an owner’s ticks to its own process without Redis, and those of the next owner by it', async () => {
    const first = await open();
    const second = await open();
    const redis = new Redis(server.url);
    const hearersInRedis = async (): Promise<unknown> =>
      (await redis.pubsub('NUMSUB', 'room:{NEAR}:ticks'))[1];
    const tick = (number: number) => ({ tick: number, bytes: Uint8Array.of(number, 7) });
    const token = (await first.create(record('NEAR')))!;
    const heard: number[] = [];
    const stop = await first.follow('NEAR', {
      onTick: ({ tick: number }) => heard.push(number),
      onNotice: () => undefined,
    });
    expect(await hearersInRedis()).toBe(1);
    const leave = await first.listen('NEAR', () => undefined);
    await until('heard here', async () => (await hearersInRedis()) === 0);
    for (const number of [0, 1, 1]) await first.append('NEAR', token, tick(number), false);
    expect(heard).toEqual([0, 1]);
    await first.offer('NEAR', token);
    expect(await hearersInRedis()).toBe(1);
    await first.append('NEAR', token, tick(2), false);
    const next = (await second.claim('NEAR'))!;
    await second.append('NEAR', next, tick(3), false);
    await until('heard by Redis', () => heard.length === 4);
    await expect(first.append('NEAR', token, tick(4), false)).rejects.toThrow('owned by another');
    await leave();
    expect(heard).toEqual([0, 1, 2, 3]);
    await stop();
    expect(await hearersInRedis()).toBe(0);
    redis.disconnect();
    await first.close();
    await second.close();
  });

  it('hears the next owner as well if this process lost the room unasked', async () => {
    const first = await open();
    const second = await open();
    const redis = new Redis(server.url);
    const tick = (number: number) => ({ tick: number, bytes: Uint8Array.of(number) });
    const token = (await first.create(record('LOST')))!;
    const heard: number[] = [];
    await first.follow('LOST', {
      onTick: ({ tick: number }) => heard.push(number),
      onNotice: () => undefined,
    });
    const leave = await first.listen('LOST', () => undefined);
    await first.append('LOST', token, tick(0), false);
    await redis.hset('room:{LOST}', 'lease', 1);
    const next = (await second.claim('LOST'))!;
    await expect(first.append('LOST', token, tick(1), false)).rejects.toThrow('owned by another');
    await leave();
    await second.append('LOST', next, tick(1), false);
    await until('heard by Redis', () => heard.length === 2);
    expect(heard).toEqual([0, 1]);
    redis.disconnect();
    await first.close();
    await second.close();
  });

  it('keeps a finished room until it is removed, however long that takes', async () => {
    const log = await open();
    const token = (await log.create(record('ENDED')))!;
    await log.append('ENDED', token, { tick: 0, bytes: Uint8Array.of(1) }, false);
    const redis = new Redis(server.url);
    expect(await redis.ttl('room:{ENDED}')).toBeGreaterThan(0);
    await log.append('ENDED', token, { tick: 1, bytes: Uint8Array.of(2) }, true);
    expect(await redis.ttl('room:{ENDED}')).toBe(-1);
    expect(await redis.ttl('room:{ENDED}:log')).toBe(-1);
    redis.disconnect();
    await log.close();
  });

  it('refuses new rooms when Redis is nearly full', async () => {
    const log = await open();
    const redis = new Redis(server.url);
    await redis.config('SET', 'maxmemory', '1mb');
    await expect(log.create(record('FULL'))).rejects.toThrow(LogFull);
    await redis.config('SET', 'maxmemory', '0');
    redis.disconnect();
    await log.close();
  });

  it('says that it is unavailable while Redis is away, tells of both changes, and goes on by itself', async () => {
    const log = await open();
    const token = (await log.create(record('AWAY')))!;
    await log.append('AWAY', token, { tick: 0, bytes: Uint8Array.of(7) }, false);
    const changes: boolean[] = [];
    log.onReachable((isReachable) => changes.push(isReachable));
    const heard: number[] = [];
    await log.follow('AWAY', { onTick: ({ tick }) => heard.push(tick), onNotice: () => undefined });
    // Redis answers before it writes while a flush to the disk is under way, and would lose that by the kill.
    const redis = new Redis(server.url);
    await until('written', async () => /^aof_buffer_length:0\r$/m.test(await redis.info('persistence')));
    redis.disconnect();
    await server.end('SIGKILL');
    await until('noticed', () => !log.isReachable);
    await expect(log.find('AWAY')).rejects.toThrow(LogUnavailable);
    await expect(log.claim('AWAY')).rejects.toThrow(LogUnavailable);
    await server.start();
    await until('back', () => log.isReachable);
    expect(changes).toEqual([false, true]);
    // Subscriptions come back by themselves.
    await until('next tick heard', async () => {
      await log.append('AWAY', token, { tick: 1, bytes: Uint8Array.of(8) }, false);
      await log.append('AWAY', token, { tick: 2, bytes: Uint8Array.of(9) }, false);
      return (await log.range('AWAY', 0)).length === 3;
    });
    await log.close();
  });
});
