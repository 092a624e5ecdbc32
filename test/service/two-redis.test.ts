import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

/** A room that one process runs, with a player at each. */
interface Room {
  readonly code: string;
  readonly players: readonly TestPlayer[];
}

describe.skipIf(command === undefined)('two processes and two Redis', () => {
  let servers: RedisServer[] = [];
  let logs: RedisRoomLog[] = [];
  let processes: ServiceProcess[] = [];

  beforeAll(async () => {
    servers = await Promise.all([RedisServer.start(command!), RedisServer.start(command!)]);
    logs = servers.map(({ url }) => new RedisRoomLog(url));
    const props = { redisUrl: servers.map(({ url }) => url).join(' '), origin: ORIGIN };
    processes = await Promise.all([ServiceProcess.start(props), ServiceProcess.start(props)]);
  });
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.end()));
    await Promise.all(logs.map((log) => log.close()));
    await Promise.all(servers.map((server) => server.remove()));
  });

  /** Opens rooms until one is on a Redis, and seats its players. */
  async function roomOn(log: RedisRoomLog): Promise<Room> {
    for (;;) {
      const { body } = await post(`${processes[0]!.address}/api/rooms`, { size: 'duel' }, { origin: ORIGIN });
      const code = body.code as string;
      if ((await log.find(code)) === null) continue;
      const joined = processes.map(({ address }, index) =>
        TestPlayer.join(address, code, `P${index}`, ORIGIN),
      );
      const players = (await Promise.all(joined)).map(({ player }) => player);
      for (const player of players) await player.until('on the board', () => (player.self?.at ?? -1) >= 0);
      return { code, players };
    }
  }

  async function play({ players }: Room, turns: number): Promise<void> {
    await Promise.all(
      players.map((player) => {
        const known = player.acknowledged.size;
        return player.steer(() => player.acknowledged.size >= known + turns);
      }),
    );
  }

  async function expectNothingLost({ code, players }: Room, log: RedisRoomLog): Promise<void> {
    for (const player of players) {
      const turns = await loggedTurns(log, code, player.who!);
      expect(new Set(turns).size).toBe(turns.length);
      expect(turns).toEqual(expect.arrayContaining([...player.acknowledged.keys()]));
      expect(player.snapshots).toBe(1);
    }
  }

  it('stop the rooms of one that is away, say so to those in them alone, and go on with the others', async () => {
    const rooms = await Promise.all(logs.map(roomOn));
    const [here, there] = rooms as [Room, Room];
    await Promise.all(rooms.map((room) => play(room, 3)));

    await servers[1]!.end('SIGKILL');
    for (const player of there.players) await player.until('told', () => player.isPaused === true);
    const stopped = there.players[0]!.replica!.state.tick;
    await play(here, 5);
    const { status, body } = await post(
      `${processes[1]!.address}/api/rooms`,
      { size: 'duel' },
      { origin: ORIGIN },
    );
    expect(status).toBe(201);
    expect(await logs[0]!.find(body.code as string)).not.toBeNull();
    expect(there.players[0]!.replica!.state.tick).toBe(stopped);

    await servers[1]!.start();
    for (const player of there.players) await player.until('told', () => player.isPaused === false);
    await until('reached again', () => logs[1]!.isReachable);
    await Promise.all(rooms.map((room) => play(room, 3)));
    for (const player of here.players) expect(player.isPaused).toBeUndefined();
    await Promise.all(rooms.map((room, index) => expectNothingLost(room, logs[index]!)));
    for (const player of rooms.flatMap(({ players }) => players)) await player.close();
  });

  it('let people into the rooms of the second, and back into them, while the first is away', async () => {
    const there = await roomOn(logs[1]!);
    await servers[0]!.end('SIGKILL');
    // Until a process has noticed, it may look for a home there.
    let code = '';
    for (const { address } of processes)
      await until('a room', async () => {
        const { status, body } = await post(`${address}/api/rooms`, { size: 'duel' }, { origin: ORIGIN });
        code = body.code as string;
        return status === 201;
      });
    const { player: newcomer } = await TestPlayer.join(processes[0]!.address, code, 'New', ORIGIN);
    await newcomer.until('on the board', () => (newcomer.self?.at ?? -1) >= 0);
    await play({ code, players: [newcomer] }, 3);
    await play(there, 3);
    await servers[0]!.start();
    for (const player of [newcomer, ...there.players]) await player.close();
  });
});
