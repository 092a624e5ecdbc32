import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costsOf, keptOf, needOf, predict, scalingPart } from '../../../lib/cost/scaling.ts';
import { MEASURED } from '../../../lib/cost/scaling-measured.ts';

describe('what players need', () => {
  const costs = { delivery: 100, redisTick: 60 };

  it('is worked out from rooms, ticks and bytes', () => {
    // 100 rooms, 666.7 ticks a second; 8 messages of 100 µs each: 0.53 cores. Redis: 0.04 cores.
    const need = needOf(costs, 800, 8, 80);
    expect(need).toMatchObject({ rooms: 100, pods: 2, redis: 1 });
    expect(need.matchesPerSecond).toBeCloseTo(0.526, 3);
    // 800 × (80 + 6.667 × 74) bytes a second.
    expect(need.megabitsPerSecond).toBeCloseTo(3.669, 3);
    // Three pods on two nodes at $0.1239 for 730 hours; three tenths of 458,667 bytes a second at $0.126 a gigabyte.
    expect(need.nodesUsd).toBeCloseTo(180.89, 2);
    expect(need.egressUsd).toBeCloseTo(45.56, 2);
  });

  it('grows with the players', () => {
    // 53.3 cores at 70 %, and four cores of Redis at 60 %.
    expect(needOf(costs, 80_000, 8, 80)).toMatchObject({ rooms: 10_000, pods: 77, redis: 7 });
  });
});

describe('the costs', () => {
  it('give back the point that they are taken from', () => {
    const { rooms } = MEASURED;
    // 54.7 µs, 10 % of them Redis's, for each of the eight messages of a tick.
    const costs = costsOf(rooms);
    expect(costs.delivery).toBeCloseTo(49.2, 1);
    expect(costs.redisTick).toBeCloseTo(43.8, 1);
    expect(predict(costs, rooms, rooms.players, rooms.floorMicroseconds)).toBeCloseTo(54.7, 1);
  });

  it.each(['room', 'fleet'] as const)(
    'come within three tenths of the %s, which they are not taken from',
    (name) => {
      const { rooms } = MEASURED;
      const point = MEASURED[name];
      const predicted = predict(costsOf(rooms), rooms, point.players, point.floorMicroseconds);
      const ratio = predicted / point.cpuMicrosecondsPerDelivery;
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.3);
    },
  );
});

describe('what MongoDB is asked for', () => {
  const keeping = {
    players: 8,
    sitting: { operations: 30, documents: 8, bytesIn: 12_000, bytesOut: 8_000 },
    keeping: { operations: 7, documents: 9, bytesIn: 20_000, bytesOut: 5_000 },
    leaving: { operations: 43, documents: 72, bytesIn: 28_000, bytesOut: 37_000 },
    going: { documents: 9, documentBytes: 19_000, indexBytes: 1_000 },
    staying: { documents: 8, documentBytes: 3_000, indexBytes: 2_000 },
  };

  it('is worked out from matches', () => {
    const kept = keptOf(keeping, { matchesPerSecond: 10 });
    // 80 operations of a match, 60 kB and 50 kB.
    expect(kept.operationsPerSecond).toBe(800);
    expect(kept.megabytesInPerSecond).toBeCloseTo(0.6, 6);
    expect(kept.megabytesOutPerSecond).toBeCloseTo(0.5, 6);
    // Three tenths of ten matches a second: 7,776,000 in 30 days, each of 20 kB until then.
    expect(kept.gigabytesOfLogs).toBeCloseTo(155.52, 2);
    // And 7,884,000 in 730 hours, of which 5 kB stay.
    expect(kept.gigabytesAMonth).toBeCloseTo(39.42, 2);
  });
});

describe('docs/scaling.md', () => {
  const page = readFileSync('docs/scaling.md', 'utf8');

  it('says what the code says', () => {
    expect(page, 'npm run readme').toContain(
      `<!-- scaling:begin -->\n${scalingPart()}\n<!-- scaling:end -->`,
    );
  });

  it('has needs for a thousand, a hundred thousand and a million players', () => {
    for (const players of ['1,000', '100,000', '1,000,000']) expect(page).toContain(`\n| ${players} |`);
  });

  it('shows the measured figures that the costs are taken from, and held against', () => {
    for (const { cpuMicrosecondsPerDelivery, bytesPerPlayerSecond } of [MEASURED.rooms, MEASURED.room])
      expect(page).toContain(`| ${cpuMicrosecondsPerDelivery} | ${bytesPerPlayerSecond} |`);
  });
});
