import { describe, expect, it } from 'vitest';
import { limitOf } from '../../../service/bench/beside/limit.ts';
import type { Figures } from '../../../service/bench/beside/measure.ts';

const LATE_MS = 50;

/** Figures of a step on two cores that nothing else ran on, of which a server took half of one. */
function step(players: number, p99: number, more: Partial<Figures> = {}): Figures {
  return {
    contender: 'one',
    workload: 'limits',
    rooms: players / 8,
    players,
    cpuSecondsPerPlayerMinute: 0.01,
    cpuMicrosecondsPerDelivery: 25,
    redisShare: 0,
    bytesPerPlayerSecond: 80,
    latenessMs: { p50: 0, p99 },
    kilobytesPerConnection: 100,
    ticksPerSecond: 6.67,
    busiestServer: 0.5,
    playersCore: 0.3,
    playersLateMs: 5,
    elsewhere: 0.02,
    idle: 1,
    lost: 0,
    seconds: 8,
    ...more,
  };
}

describe('the limit of a contender', () => {
  it('lies between the last step in time and the first that was late', () => {
    const limit = limitOf([step(1600, 10), step(2000, 50), step(2480, 51), step(3120, 400)], LATE_MS);
    expect(limit.kept?.players).toBe(2000);
    expect(limit.broke?.players).toBe(2480);
  });

  it('is not known where no step was late', () => {
    const limit = limitOf([step(1600, 10), step(2000, 20)], LATE_MS);
    expect(limit).toMatchObject({ kept: { players: 2000 }, broke: null, bound: null });
  });

  it('is below the first step where that was late', () => {
    expect(limitOf([step(1600, 60)], LATE_MS)).toMatchObject({ kept: null, broke: { players: 1600 } });
  });

  it('is reached also where players lose their connections', () => {
    expect(limitOf([step(1600, 10), step(2000, 10, { lost: 1 })], LATE_MS).broke?.players).toBe(2000);
  });

  it.each<[string, Partial<Figures>, string]>([
    ["the servers' where one has no more of its core", { busiestServer: 0.95, idle: 0.1 }, 'servers'],
    ["the servers' where they pause though cores are idle", {}, 'servers'],
    ["the machine's where no core is left", { idle: 0.1 }, 'machine'],
    [
      "the players' where they have no more of their core",
      { playersCore: 0.95, busiestServer: 1 },
      'players',
    ],
    ["the players' where they themselves are late", { playersLateMs: 26, busiestServer: 1 }, 'players'],
    ["nobody's where other work ran", { elsewhere: 0.3, busiestServer: 1 }, 'others'],
  ])('is %s', (_, more, bound) => {
    expect(limitOf([step(1600, 10), step(2000, 60, more)], LATE_MS).bound).toBe(bound);
  });
});
