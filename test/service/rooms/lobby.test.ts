import { Redis } from 'ioredis';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { encodeTick } from '../../../service/src/protocol/tick.ts';
import { Lobby } from '../../../service/src/rooms/lobby.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import {
  LogUnavailable,
  type RoomLog,
  type RoomRecord,
  TailLost,
} from '../../../service/src/rooms/room-log.ts';
import { KnownRules } from '../../../service/src/rules.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';

const redisCommand = findPart('redis-server', 'REDIS_SERVER');
const logger = pino({ level: 'silent' });

function recordOf(code: string, rules: number): RoomRecord {
  const header = { code, size: 'duel', bots: 0, rules, countdown: 0 } as const;
  return { header, match: code, isPublic: true, openedAt: 0 };
}

function lobbyOn(log: RoomLog, meter = new Meter()): Lobby {
  const onOutcome = (): void => undefined;
  return new Lobby({ log, rules: new KnownRules(), meter, logger, onOutcome });
}

describe('a lobby', () => {
  it('opens a room in which who asks at once is heard, however long its owner takes to listen', async () => {
    const log = new MemoryRoomLog();
    const listen = log.listen.bind(log);
    let isListening = false;
    log.listen = async (...room) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      isListening = true;
      return listen(...room);
    };
    const lobby = lobbyOn(log);
    const code = await lobby.open({ size: 'duel', bots: 0, isPublic: true });
    expect(isListening).toBe(true);
    await log.petition(code, { ask: 'sit', person: 'p', name: 'P', connection: '1' });
    await until('seated', async () => (await log.range(code, 0)).length > 0, 1_500);
    await lobby.close(0);
  });

  it('opens a room also where nothing can be listened to for now', async () => {
    const log = new MemoryRoomLog();
    log.listen = () => new Promise(() => undefined);
    const lobby = lobbyOn(log);
    expect(await log.find(await lobby.open({ size: 'duel', bots: 0, isPublic: true }))).not.toBeNull();
  });

  it('leaves a room of other rules to a process that knows them', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    const token = (await log.create(recordOf('OTHER', RULES_VERSION + 1)))!;
    await log.offer('OTHER', token);
    await lobby.adopt('OTHER', 'offered');
    // Its owner has not been fenced.
    await log.renew('OTHER', token);
    await lobby.close(0);
  });

  it('ends a room whose rules nobody has known for half a minute, and tells those who follow it', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    const record = recordOf('NEWER', RULES_VERSION + 1);
    const token = (await log.create(record))!;
    await log.offer('NEWER', token);
    const orphans = vi.spyOn(log, 'orphans').mockResolvedValue(['NEWER']);
    const told: string[] = [];
    await log.follow('NEWER', { onTick: () => undefined, onNotice: ({ tell }) => told.push(tell) });
    await lobby.adoptOrphans(0);
    orphans.mockResolvedValueOnce([]);
    // Somebody who knew them ran it for a while.
    await lobby.adoptOrphans(3000);
    await lobby.adoptOrphans(6000);
    await lobby.adoptOrphans(35_999);
    expect(await log.find('NEWER')).toEqual(record);
    await lobby.adoptOrphans(36_000);
    expect(await log.find('NEWER')).toBeNull();
    expect(told).toEqual(['closed']);
    await lobby.close(0);
  });

  it('goes on from the whole log where the snapshot does not fit it', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    const record = recordOf('ASTRAY', RULES_VERSION);
    const token = (await log.create(record))!;
    const replica = Replica.begin(record.header);
    const strange = Replica.begin(record.header);
    const join = { do: 'join', who: 1, person: 'p', name: 'P' } as const;
    const bytes = encodeTick(replica.chain, 0, [join]);
    replica.apply(bytes);
    strange.apply(encodeTick(strange.chain, 0, []));
    strange.apply(encodeTick(strange.chain, 1, []));
    await log.append('ASTRAY', token, { tick: 0, bytes }, false);
    await log.keepSnapshot('ASTRAY', token, { tick: 2, bytes: strange.snapshot() });
    await log.offer('ASTRAY', token);
    await lobby.adopt('ASTRAY', 'offered');
    await until('going on', async () => (await log.range('ASTRAY', 0)).length > 2);
    const ticks = await log.range('ASTRAY', 1);
    for (const tick of ticks) replica.apply(tick.bytes);
    expect(replica.seatOf('p')?.who).toBe(1);
    await lobby.close(0);
  });

  it('ends a room whose log makes no match, and tells those who follow it', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    const record = recordOf('BROKEN', RULES_VERSION);
    const token = (await log.create(record))!;
    await log.append('BROKEN', token, { tick: 0, bytes: Uint8Array.of(1, 2, 3) }, false);
    const told: string[] = [];
    await log.follow('BROKEN', { onTick: () => undefined, onNotice: ({ tell }) => told.push(tell) });
    await log.offer('BROKEN', token);
    await lobby.adopt('BROKEN', 'offered');
    await until('gone', async () => (await log.find('BROKEN')) === null);
    expect(told).toEqual(['closed']);
    await lobby.close(0);
  });

  it('takes over what it has claimed, also if the log is away for a moment just then', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    await log.offer('MOMENT', (await log.create(recordOf('MOMENT', RULES_VERSION)))!);
    vi.spyOn(log, 'range').mockRejectedValueOnce(new LogUnavailable('away'));
    vi.spyOn(log, 'renew').mockRejectedValueOnce(new LogUnavailable('away'));
    await lobby.adopt('MOMENT', 'offered');
    await until('going on', async () => {
      // Repeated, as gateways do: the owner may not listen yet.
      await log.petition('MOMENT', { ask: 'sit', person: 'p', name: 'P', connection: 'c' });
      return (await log.range('MOMENT', 0)).length > 0;
    });
    await lobby.close(0);
  });

  it('goes on with a match at once: what is kept for newcomers comes after the next tick', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    const record = recordOf('ATONCE', RULES_VERSION);
    const token = (await log.create(record))!;
    const join = { do: 'join', who: 1, person: 'p', name: 'P' } as const;
    const bytes = encodeTick(Replica.begin(record.header).chain, 0, [join]);
    await log.append('ATONCE', token, { tick: 0, bytes }, false);
    await log.offer('ATONCE', token);
    const logged: number[] = [];
    vi.spyOn(log, 'keepSnapshot').mockImplementation(async () => {
      logged.push((await log.range('ATONCE', 0)).length);
    });
    await lobby.adopt('ATONCE', 'offered');
    await until('kept', () => logged.length > 0);
    expect(logged).toEqual([2]);
    await lobby.close(0);
  });

  it('begins nothing where the log has lost the claim while it was read: the owner before puts it back', async () => {
    const log = new MemoryRoomLog();
    const meter = new Meter();
    const token = (await log.create(recordOf('LOSING', RULES_VERSION)))!;
    await log.offer('LOSING', token);
    const lobby = lobbyOn(log, meter);
    vi.spyOn(log, 'range').mockResolvedValueOnce([]);
    vi.spyOn(log, 'renew').mockRejectedValueOnce(new TailLost('LOSING', 0));
    await lobby.adopt('LOSING', 'offered');
    expect(await log.range('LOSING', 0)).toEqual([]);
    const { body } = await meter.expose();
    expect(body).toContain('playcode_takeovers_total{reason="offered"} 0');
    await lobby.close(0);
  });

  it('takes over a room that has had no owner for long', async () => {
    const log = new MemoryRoomLog();
    const record = recordOf('ORPHAN', RULES_VERSION);
    const token = (await log.create(record))!;
    const replica = Replica.begin(record.header);
    await log.append('ORPHAN', token, { tick: 0, bytes: encodeTick(replica.chain, 0, []) }, false);
    // In memory no lease runs out: an offer that nobody heard stands for it.
    await log.offer('ORPHAN', token);
    const lobby = lobbyOn(log);
    await lobby.adoptOrphans(0);
    await log.renew('ORPHAN', token);
    vi.spyOn(log, 'orphans').mockResolvedValueOnce(['ORPHAN']);
    await lobby.adoptOrphans(3000);
    await until('going on', async () => (await log.range('ORPHAN', 0)).length > 1);
    await expect(log.renew('ORPHAN', token)).rejects.toThrow('owned by another');
    await lobby.close(0);
  });

  it.skipIf(redisCommand === undefined)(
    'plays on in a room whose owner has gone with everybody who was in it, once that is long ago',
    async () => {
      const server = await RedisServer.start(redisCommand!);
      const redis = new Redis(server.url);
      const log = new RedisRoomLog(server.url, 0);
      await until('connected', () => log.isReachable);
      const record = recordOf('ALONE', RULES_VERSION);
      const token = (await log.create(record))!;
      const replica = Replica.begin(record.header);
      const join = { do: 'join', who: 1, person: 'p', name: 'P' } as const;
      const bytes = encodeTick(replica.chain, 0, [join]);
      await log.append('ALONE', token, { tick: 0, bytes }, false);
      const lobby = lobbyOn(log);
      await lobby.adoptOrphans(0);
      expect(await log.range('ALONE', 0)).toHaveLength(1);
      // As if the lease had run out an hour ago.
      await redis.hset('room:{ALONE}', 'lease', 1);
      await redis.zadd('rooms:live', 1, 'ALONE');
      await lobby.adoptOrphans(3000);
      await until('going on', async () => (await log.range('ALONE', 0)).length > 1);
      await lobby.close(0);
      redis.disconnect();
      await log.close();
      await server.remove();
    },
  );

  it('seats nobody in a match that has ended early, though it was listed as a young one', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    const record = recordOf('GONE', RULES_VERSION);
    const token = (await log.create(record))!;
    await log.list('GONE', { size: 'duel', people: 0, isOpen: true }, []);
    expect(await lobby.seatNow('duel', 'a')).toBe('GONE');
    await log.append('GONE', token, { tick: 0, bytes: Uint8Array.of(1) }, true);
    expect(await lobby.seatNow('duel', 'b')).not.toBe('GONE');
    await lobby.close(0);
  });

  it('seats a crowd that comes at once in no more rooms than it fills, and nobody where no seat is left', async () => {
    const log = new MemoryRoomLog();
    const lobbies = [lobbyOn(log), lobbyOn(log)];
    const crowd = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const codes = await Promise.all(
      crowd.map((person, index) => lobbies[index < 20 ? 0 : 1]!.seatNow('small', person)),
    );
    const sizes = new Map<string, number>();
    for (const code of codes) sizes.set(code, (sizes.get(code) ?? 0) + 1);
    // Sixteen seats each; two processes at once may have opened one room more than one would have.
    expect(Math.max(...sizes.values())).toBe(16);
    expect(sizes.size).toBeLessThanOrEqual(4);
    await Promise.all(lobbies.map((lobby) => lobby.close(0)));
  });

  it('seats the next in line also after a room that could not be opened', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    vi.spyOn(log, 'create').mockRejectedValueOnce(new LogUnavailable('away'));
    const [first, second] = await Promise.allSettled([
      lobby.seatNow('duel', 'a'),
      lobby.seatNow('duel', 'b'),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { name: 'LogUnavailable' } });
    expect(second.status === 'fulfilled' && (await log.find(second.value))?.isPublic).toBe(true);
    await lobby.close(0);
  });

  it('has a snapshot for whoever comes first, and offers also what is opened while it closes', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    const early = await lobby.open({ size: 'duel', isPublic: false });
    expect(await log.snapshot(early)).not.toBeNull();
    const taken = new Set<string>();
    const closing = lobby.close(2000);
    const late = await lobby.open({ size: 'duel', isPublic: false });
    await until('both claimed', async () => {
      const claims = await Promise.all([log.claim(early), log.claim(late)]);
      for (const [index, code] of [early, late].entries()) if (claims[index] !== null) taken.add(code);
      return taken.size === 2;
    });
    await closing;
  });

  it('offers its rooms again to a process that was not there, or not ready, when it began to close', async () => {
    const log = new MemoryRoomLog();
    const lobby = lobbyOn(log);
    const code = await lobby.open({ size: 'duel', isPublic: true });
    const offered = new Promise((resolve) => log.onOffer(resolve));
    const closing = lobby.close(30_000);
    await offered;
    const meter = new Meter();
    const newcomer = lobbyOn(log, meter);
    await closing;
    const { body } = await meter.expose();
    expect(body).toContain('playcode_takeovers_total{reason="offered"} 1');
    expect(await log.find(code)).not.toBeNull();
    await newcomer.close(0);
  });
});
