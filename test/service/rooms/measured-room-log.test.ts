import { describe, expect, it } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { Meter } from '../../../service/src/meter.ts';
import { measuredRoomLog } from '../../../service/src/rooms/measured-room-log.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { LogUnavailable, type OwnerToken } from '../../../service/src/rooms/room-log.ts';
import { exposed } from '../exposed.ts';
import { describeRoomLog } from './room-log.contract.ts';

describeRoomLog('a log in memory, measured', async () =>
  measuredRoomLog(new MemoryRoomLog(), 'memory', new Meter()),
);

const record = {
  header: { code: 'TOLD', size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 } as const,
  match: 'match',
  isPublic: false,
  openedAt: 0,
};

class AwayLog extends MemoryRoomLog {
  override append(): Promise<void> {
    return Promise.reject(new LogUnavailable('away'));
  }
}

describe('a measured log', () => {
  it('counts what was said to each tick', async () => {
    const meter = new Meter();
    const log = measuredRoomLog(new MemoryRoomLog(), 'redis', meter);
    const token = (await log.create(record))!;
    const append = (owner: OwnerToken, tick: number, ...bytes: number[]) =>
      log.append('TOLD', owner, { tick, bytes: Uint8Array.from(bytes) }, false).catch(() => undefined);
    await append(token, 0, 1);
    await append(token, 0, 1);
    await append(token, 0, 2);
    await append(token, 5, 1);
    await append('stranger' as OwnerToken, 1, 1);
    const away = measuredRoomLog(new AwayLog(), 'redis', meter);
    await away.append('TOLD', token, { tick: 1, bytes: new Uint8Array() }, false).catch(() => undefined);
    const values = await exposed(meter);
    const replies = ['logged', 'conflict', 'behind', 'fenced', 'unavailable'].map((reply) =>
      values.get(`playcode_log_replies_total{reply="${reply}"}`),
    );
    expect(replies).toEqual([2, 1, 1, 1, 1]);
  });

  it('observes how long each operation took, by its name', async () => {
    const meter = new Meter();
    const log = measuredRoomLog(new MemoryRoomLog(), 'redis', meter);
    log.onReachable(() => undefined);
    expect(log.isReachable).toBe(true);
    await log.create(record);
    await log.find('TOLD');
    await log.find('NOBODY');
    // Petitions wait for the next tick on purpose: in the times of Redis they would look like a slow one.
    await log.petition('TOLD', { ask: 'leave', person: 'p' });
    const values = await exposed(meter);
    const counts = [...values].filter(([series]) =>
      series.startsWith('playcode_query_duration_seconds_count'),
    );
    expect(counts).toEqual([
      ['playcode_query_duration_seconds_count{store="redis",operation="create"}', 1],
      ['playcode_query_duration_seconds_count{store="redis",operation="find"}', 2],
    ]);
  });
});
