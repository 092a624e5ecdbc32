import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisProxy } from '../../../service/bench/chaos/redis-proxy.ts';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { RedisRoomLog } from '../../../service/src/rooms/redis-room-log.ts';
import { LogUnavailable, type OwnerToken, type RoomRecord } from '../../../service/src/rooms/room-log.ts';
import { findPart } from '../../parts.ts';
import { RedisServer } from '../servers/redis.ts';
import { until } from '../until.ts';

const command = findPart('redis-server', 'REDIS_SERVER');
const CODE = 'MOVED';
const tick = (number: number) => ({ tick: number, bytes: Uint8Array.of(number) });

function record(): RoomRecord {
  const header = { code: CODE, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 } as const;
  return { header, match: CODE, isPublic: true, openedAt: 0 };
}

/** As a managed Redis does: its name leads to the other one, and whoever is connected stays with what is a replica now. */
describe.skipIf(command === undefined)('a Redis whose replica takes its place', () => {
  let servers: RedisServer[];
  let clients: Redis[];
  let name: RedisProxy;
  let log: RedisRoomLog;
  let token: OwnerToken;

  beforeEach(async () => {
    servers = await Promise.all([RedisServer.start(command!), RedisServer.start(command!)]);
    clients = servers.map(({ url }) => new Redis(url));
    name = await RedisProxy.start(servers[0]!.port);
    log = new RedisRoomLog(name.url, 0);
    await until('connected', () => log.isReachable);
    token = (await log.create(record()))!;
    await log.append(CODE, token, tick(0), false);
    await follow(1, 0);
  });
  afterEach(async () => {
    name.close();
    await log.close();
    for (const client of clients) client.disconnect();
    await Promise.all(servers.map((server) => server.remove()));
  });

  /** One becomes the other's replica and has all of it. */
  async function follow(replica: number, primary: number): Promise<void> {
    await clients[primary]!.config('SET', 'repl-diskless-sync-delay', '0');
    await clients[replica]!.replicaof('127.0.0.1', servers[primary]!.port);
    await until('a replica', async () =>
      /^master_link_status:up/m.test(await clients[replica]!.info('replication').catch(() => '')),
    );
  }

  async function changePlaces(): Promise<void> {
    await clients[1]!.replicaof('NO', 'ONE');
    await follow(0, 1);
    name.lead(servers[1]!.port);
  }

  async function append(number: number): Promise<void> {
    await until('logged', () =>
      log.append(CODE, token, tick(number), false).then(
        () => true,
        (error) => {
          expect(error).toBeInstanceOf(LogUnavailable);
          return false;
        },
      ),
    );
  }

  it('is found where it is now by whoever only asks and listens, also if the one before hears nothing of it', async () => {
    const heard = { here: 0, there: 0 };
    await log.listen('HERE', () => (heard.here += 1));
    await clients[1]!.replicaof('NO', 'ONE');
    name.lead(servers[1]!.port);
    await clients[0]!.replicaof('127.0.0.1', 1);
    const there = new RedisRoomLog(name.url, 0);
    await until('connected', () => there.isReachable);
    await there.listen('THERE', () => (heard.there += 1));
    await until('heard', async () => {
      await there.petition('HERE', { ask: 'leave', person: 'p' });
      await log.petition('THERE', { ask: 'leave', person: 'p' }).catch(() => undefined);
      return heard.here > 0 && heard.there > 0;
    });
    await there.close();
  });

  it('is found where it is now, and has what was logged', async () => {
    await changePlaces();
    await append(1);
    expect(await clients[1]!.xlen(`room:{${CODE}}:log`)).toBe(2);
    expect(await log.range(CODE, 0)).toEqual([tick(0), tick(1)]);
  });
});
