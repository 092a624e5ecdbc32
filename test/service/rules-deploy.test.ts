import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES_VERSION } from '../../service/game/index.ts';
import { Replica } from '../../service/src/protocol/replica.ts';
import { RedisRoomLog } from '../../service/src/rooms/redis-room-log.ts';
import { findPart } from '../parts.ts';
import { TestPlayer } from './player.ts';
import { post } from './running-service.ts';
import { NextRelease } from './servers/next-release.ts';
import { RedisServer } from './servers/redis.ts';
import { ServiceProcess } from './servers/service-process.ts';
import { until } from './until.ts';

const command = findPart('redis-server', 'REDIS_SERVER');
const ORIGIN = 'http://127.0.0.1:3000';

describe.skipIf(command === undefined)('a deploy of the next rules', () => {
  let redis: RedisServer;
  let log: RedisRoomLog;
  let release: NextRelease;
  let today: ServiceProcess;
  let next: ServiceProcess;

  beforeAll(async () => {
    redis = await RedisServer.start(command!);
    log = new RedisRoomLog(redis.url);
    release = await NextRelease.build(RULES_VERSION + 1);
    const props = { redisUrl: redis.url, origin: ORIGIN };
    today = await ServiceProcess.start(props);
    next = await ServiceProcess.start({ ...props, main: release.main });
  });
  afterAll(async () => {
    await Promise.all([today?.end(), next?.end()]);
    await log?.close();
    await redis?.remove();
    release?.remove();
  });

  async function room(at: ServiceProcess): Promise<string> {
    const { body } = await post(`${at.address}/api/rooms`, { size: 'small' }, { origin: ORIGIN });
    return body.code as string;
  }

  function isTakenOver(by: ServiceProcess, code: string): boolean {
    return by.lines.some(({ msg, room: taken }) => msg === 'room taken over' && taken === code);
  }

  /** What a room's owner kept last is, byte for byte, what this source makes of the log up to there. */
  async function expectSamePlay(code: string, fromTick: number): Promise<void> {
    await until('a later snapshot', async () => (await log.snapshot(code))!.tick > fromTick, 20_000);
    const { tick, bytes } = (await log.snapshot(code))!;
    const replica = Replica.begin((await log.find(code))!.header);
    for (const logged of (await log.range(code, 0)).slice(0, tick)) replica.apply(logged.bytes);
    expect(Buffer.compare(bytes, replica.snapshot())).toBe(0);
  }

  it('keeps a match going by the rules it began by, there and back', async () => {
    const code = await room(today);
    const { body } = await post(
      `${next.address}/api/rooms/${code}/tickets`,
      { name: 'N' },
      { origin: ORIGIN },
    );
    const player = await TestPlayer.open(next.address, body.ticket as string, ORIGIN);
    await player.until('on the board', () => (player.self?.at ?? -1) >= 0);
    await player.steer(() => player.acknowledged.has(1));

    expect(await today.end('SIGTERM')).toBe(0);
    await until('taken over', () => isTakenOver(next, code));
    const handed = player.replica!.state.tick;
    // The next owner may not hear petitions yet; a client repeats what no tick has acknowledged.
    await player.steer(() => player.acknowledged.has(2));
    await expectSamePlay(code, handed);
    // Nothing but ticks was needed: whoever plays has not noticed.
    expect(player.snapshots).toBe(1);
    expect(player.replica!.state.header.rules).toBe(RULES_VERSION);

    // The deploy is undone: the match goes back.
    await today.start();
    const { body: again } = await post(
      `${today.address}/api/rooms/${code}/tickets`,
      { name: 'T' },
      { origin: ORIGIN },
    );
    const other = await TestPlayer.open(today.address, again.ticket as string, ORIGIN);
    await other.until('there', () => other.replica !== null);
    await next.end('SIGKILL');
    const fallen = other.replica!.state.tick;
    await other.until('going on', () => other.replica!.state.tick > fallen + 2);
    await expectSamePlay(code, fallen);
    await other.close();
    await player.close();
    await next.start();
  });

  it('begins matches by the next rules where they are known, and leaves them to those who know them', async () => {
    const code = await room(next);
    expect((await log.find(code))!.header.rules).toBe(RULES_VERSION + 1);
    expect((await log.find(await room(today)))!.header.rules).toBe(RULES_VERSION);
    expect(await next.end('SIGTERM')).toBe(0);
    expect(isTakenOver(today, code)).toBe(false);
    expect(await log.find(code)).not.toBeNull();
    await next.start();
  });
});
