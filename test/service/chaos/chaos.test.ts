import { describe, expect, it } from 'vitest';
import { runChaos } from '../../../service/bench/chaos/chaos.ts';
import { findPart } from '../../parts.ts';
import { MONGODB } from '../store/mongo-server.ts';

const redisCommand = findPart('redis-server', 'REDIS_SERVER');

describe.skipIf(redisCommand === undefined)('a cluster that suffers', () => {
  it('loses nothing, repeats nothing, shows nothing that is not logged, and goes on', async () => {
    // The same faults every time; CHAOS_SEED and the command try others.
    const seed = Number(process.env.CHAOS_SEED ?? 2026);
    const events = [`seed ${seed}`];
    const report = await runChaos({
      seconds: 30,
      seed,
      redisCommand: redisCommand!,
      hasMongo: MONGODB !== undefined,
      onEvent: (event) => events.push(event),
    });
    console.log(JSON.stringify(report));
    const whole = { lost: 0, doubled: 0, unlogged: 0, diverged: 0, astray: 0, invented: 0 };
    expect(report, events.join('\n')).toMatchObject({
      ...whole,
      late: 0,
      stuck: 0,
      crashed: 0,
      unended: 0,
    });
    expect(report.kept ?? report.ended).toBe(report.ended);
    expect(report.ended).toBeGreaterThan(0);
    // Whoever is told nothing of the stated exception has been lied to.
    expect(report.exception.silent).toBe(0);
    expect(report.players).toBeGreaterThanOrEqual(200);
    expect(report.acked).toBeGreaterThan(report.players * 10);
    expect(report.faults).toBeGreaterThan(20);
  }, 180_000);
});
