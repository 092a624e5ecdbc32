import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TICK_MS } from '../../../service/game/index.ts';
import { decodeTick } from '../../../service/src/protocol/tick.ts';
import { TestPlayer } from '../player.ts';
import { post, type RunningService, runService } from '../running-service.ts';

/** Less than the two seconds by which spectators are late, for what is on its way to the player with whom they are compared. */
const LATE_MS = 1800;

let service: RunningService;
beforeAll(async () => {
  service = await runService();
});
afterAll(async () => {
  await service.stop();
});

async function room(): Promise<{ code: string; player: TestPlayer }> {
  const { body } = await post(`${service.address}/api/rooms`, { size: 'duel', bots: 0 });
  const code = body.code as string;
  return { code, player: await sit(code) };
}

async function sit(code: string): Promise<TestPlayer> {
  const { body } = await post(`${service.address}/api/rooms/${code}/tickets`, { name: 'Ana' });
  return TestPlayer.open(service.address, body.ticket as string);
}

async function watch(code: string): Promise<TestPlayer> {
  const { status, body } = await post(`${service.address}/api/rooms/${code}/spectators`, {});
  expect(status).toBe(201);
  return TestPlayer.open(service.address, body.ticket as string);
}

/** A room of two seats that are both taken. */
async function fullRoom(): Promise<{ code: string; players: readonly [TestPlayer, TestPlayer] }> {
  const { code, player } = await room();
  const second = await sit(code);
  await player.until('both seated', () => player.replica?.seats.size === 2);
  return { code, players: [player, second] };
}

function counted(player: TestPlayer): unknown {
  return player.texts.findLast(({ type }) => type === 'watchers')?.count;
}

describe('a spectator', () => {
  it('sees the match two seconds late in frames of four ticks, takes no seat and cannot steer', async () => {
    const { code, player } = await room();
    await player.until('seated', () => (player.self?.at ?? -1) >= 0);
    const spectator = await watch(code);
    const lag = leastLag(spectator, player);
    await spectator.until('watching', () => spectator.texts.some(({ type }) => type === 'watching'));
    expect(spectator.texts.find(({ type }) => type === 'watching')).toEqual({
      type: 'watching',
      reason: 'spectator',
    });
    await player.until('counted', () => counted(player) === 1);
    await spectator.until(
      'three frames',
      () => spectator.frameSizes.filter((size) => size === 4).length >= 3,
    );
    expect(lag()).toBeGreaterThan(LATE_MS);
    expect([...spectator.replica!.seats.values()].map(({ name }) => name)).toEqual(['Ana']);
    for (const [tick, bytes] of spectator.ticks) expect(bytes).toEqual(player.ticks.get(tick) ?? bytes);
    spectator.socket.send(JSON.stringify({ type: 'leave' }));
    const [status] = await once(spectator.socket, 'close');
    expect(status).toBe(4505);
    await player.until('counted again', () => counted(player) === 0);
    await player.close();
  });

  it('finds fifty places in a room, and a clear refusal when they are taken', async () => {
    const {
      code,
      players: [player, second],
    } = await fullRoom();
    const spectators: TestPlayer[] = [];
    for (let n = 0; n < 49; n += 1) spectators.push(await watch(code));
    await player.until('all counted', () => counted(player) === 49);
    // Who finds no seat watches, too.
    spectators.push(await sit(code));
    await player.until('counted with them', () => counted(player) === 50);
    const late = await sit(code);
    expect(await once(late.socket, 'close')).toMatchObject([4507, expect.anything()]);
    const refused = await watch(code);
    const [status] = await once(refused.socket, 'close');
    expect(status).toBe(4507);
    await spectators[0]!.close();
    await player.until('one fewer', () => counted(player) === 49);
    const next = await watch(code);
    await next.until('watching', () => next.texts.some(({ type }) => type === 'watching'));
    await spectators.at(-1)!.close();
    await player.until('the seatless has gone', () => counted(player) === 49);
    await Promise.all([...spectators, next, second, player].map((each) => each.close()));
  });

  it('is not let into a locked room, nor into one that is not there', async () => {
    const { body } = await post(`${service.address}/api/rooms`, { size: 'duel', startedBy: 'host' });
    const code = body.code as string;
    const { body: seat } = await post(`${service.address}/api/rooms/${code}/tickets`, { name: 'Host' });
    const host = await TestPlayer.open(service.address, seat.ticket as string);
    await host.until('there', () => host.texts.some(({ type }) => type === 'gathering'));
    host.order('lock');
    await host.until(
      'locked',
      () => host.texts.findLast(({ type }) => type === 'gathering')?.isLocked === true,
    );
    const refused = await watch(code);
    const [status] = await once(refused.socket, 'close');
    expect(status).toBe(4506);
    await host.close();
    const unknown = await post(`${service.address}/api/rooms/ZZZZZZ/spectators`, {});
    expect(unknown.status).toBe(404);
  });
});

/**
 * Milliseconds by which one player saw ticks later than another, at the least so far, whatever came. In ticks it could not
 * be told: a busy machine has fewer of them in the same time.
 */
function leastLag(behind: TestPlayer, ahead: TestPlayer): () => number {
  let least = Number.POSITIVE_INFINITY;
  behind.socket.on('message', () => {
    const now = performance.now();
    // What the other has not seen yet is not late at all.
    if (behind.replica !== null && behind.replica.state.tick > 0)
      least = Math.min(least, now - (ahead.heardAt.get(behind.replica.state.tick - 1) ?? now));
  });
  return () => least;
}

/** The tick in which a player sat down or left, as another heard it. */
function tickOf(what: 'join' | 'leave', who: number, heardBy: TestPlayer): number | undefined {
  const ticks = [...heardBy.ticks.values()].map(decodeTick);
  return ticks.find(({ entries }) => entries.some((entry) => entry.do === what && entry.who === who))?.tick;
}

describe('whoever finds no seat', () => {
  let room: Awaited<ReturnType<typeof fullRoom>>;
  beforeAll(async () => {
    room = await fullRoom();
    // Late enough that what spectators see is not the match's beginning.
    await room.players[0].until('under way', () => room.players[0].replica!.state.tick > 15);
  });

  it('does not see the match as it is by coming again and again', async () => {
    for (let visit = 0; visit < 3; visit += 1) {
      const visitor = await sit(room.code);
      const lag = leastLag(visitor, room.players[0]);
      await visitor.until('turned away', () => visitor.texts.some(({ type }) => type === 'watching'));
      await visitor.until('shown something', () => visitor.ticks.size > 0);
      expect(lag()).toBeGreaterThan(LATE_MS);
      await visitor.close();
    }
  });

  it('sees the match as late as spectators do, and as it is from the moment on at which a seat is free', async () => {
    const [player, second] = room.players;
    const waiting = await sit(room.code);
    const lag = leastLag(waiting, player);
    await waiting.until('turned away', () => waiting.texts.some(({ type }) => type === 'watching'));
    expect(waiting.texts.find(({ type }) => type === 'watching')?.reason).toBe('full');
    await waiting.until('two frames', () => waiting.frameSizes.filter((size) => size === 4).length >= 2);
    expect(lag()).toBeGreaterThan(LATE_MS);
    const { who } = second;
    second.socket.send(JSON.stringify({ type: 'leave' }));
    await waiting.until('seated', () => waiting.who !== undefined);
    await player.until('nobody watches', () => counted(player) === 0);
    await player.until('the newcomer seen', () => player.replica!.seats.has(waiting.who!));
    expect(tickOf('join', waiting.who!, player)).toBe(tickOf('leave', who!, player)! + 1);
    await waiting.until('live', () => waiting.frameSizes.slice(-3).every((size) => size === 1));
    expect(lag()).toBeLessThan(TICK_MS);
    waiting.turn(1, 0);
    await waiting.until('steering', () => waiting.acknowledged.has(1));
    await Promise.all([waiting, player, second].map((each) => each.close()));
  });

  it('is let into a room that waits as soon as one of its guests has gone', async () => {
    const { body } = await post(`${service.address}/api/rooms`, { size: 'duel', bots: 0, startedBy: 'host' });
    const code = body.code as string;
    const [host, guest, waiting] = [await sit(code), await sit(code), await sit(code)];
    await waiting.until('turned away', () => waiting.texts.some(({ type }) => type === 'watching'));
    guest.socket.send(JSON.stringify({ type: 'leave' }));
    // It says nothing itself: pages are asked every four seconds whether they are still there.
    const guests = (): unknown => host.texts.findLast(({ type }) => type === 'gathering')?.guests;
    const all = [host, waiting].map(({ person }) => ({ person, name: 'Ana' }));
    await host.until('let in', () => isDeepStrictEqual(guests(), all), 2_000);
    await Promise.all([host, waiting].map((each) => each.close()));
  });
});
