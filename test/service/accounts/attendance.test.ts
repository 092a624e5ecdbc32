import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Attendance } from '../../../service/src/accounts/attendance.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { newMatchId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import type { Sitting } from '../../../service/src/store/sitting.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';
import { until } from '../until.ts';

const logger = pino({ level: 'silent' });

async function room() {
  const log = new MemoryRoomLog();
  const store = new MemoryStore();
  const match = newMatchId();
  const header = { code: 'ABC123', size: 'duel', bots: 0, rules: 1, countdown: 0 } as const;
  await log.create({ header, match, isPublic: false, openedAt: 0 });
  const { id: player } = await store.signIn({ provider: 'naver', subject: '1' }, 'Ana');
  return { log, store, match, player };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('attendance', () => {
  it('notes when a player sits down in a match, and until when', async () => {
    const { log, store, match, player } = await room();
    const attendance = new Attendance({ log, store, logger });
    const [from, until] = [new Date('2026-11-26T09:00:00.000Z'), new Date('2026-11-26T09:03:00.000Z')];
    vi.useFakeTimers({ toFake: ['Date'], now: from });
    const rise = attendance.sit({ code: 'ABC123', person: 'p', player });
    await attendance.settled();
    expect(await store.sittings(match)).toEqual([{ match, person: 'p', player, from, until: null }]);
    vi.setSystemTime(until);
    rise();
    await attendance.settled();
    expect(await store.sittings(match)).toEqual([{ match, person: 'p', player, from, until }]);
    await attendance.close();
  });

  it('notes an end no earlier than the beginning where the clock has been set back in between', async () => {
    const { log, store, match, player } = await room();
    const attendance = new Attendance({ log, store, logger });
    const from = new Date('2026-11-26T09:00:00.000Z');
    vi.useFakeTimers({ toFake: ['Date'], now: from });
    const rise = attendance.sit({ code: 'ABC123', person: 'p', player });
    vi.setSystemTime(new Date('2026-11-26T08:59:00.000Z'));
    rise();
    await attendance.settled();
    expect(await store.sittings(match)).toEqual([{ match, person: 'p', player, from, until: from }]);
    await attendance.close();
  });

  it('tries again until the store is back', async () => {
    const { log, store, match, player } = await room();
    let attempts = 0;
    const flaky = {
      recordSitting: async (sitting: Sitting) => {
        attempts += 1;
        if (attempts === 1) throw new StoreUnavailable('away');
        await store.recordSitting(sitting);
      },
    };
    const attendance = new Attendance({ log, store: flaky, logger });
    attendance.sit({ code: 'ABC123', person: 'p', player });
    await attendance.settled();
    expect(attempts).toBe(2);
    expect(await store.sittings(match)).toHaveLength(1);
    await attendance.close();
  });

  it('knows the match also when its room has gone meanwhile', async () => {
    const { log, store, match, player } = await room();
    let isAway = true;
    const flaky = {
      recordSitting: async (sitting: Sitting) => {
        if (!isAway) return store.recordSitting(sitting);
        isAway = false;
        await log.remove('ABC123');
        throw new StoreUnavailable('away');
      },
    };
    const attendance = new Attendance({ log, store: flaky, logger });
    attendance.sit({ code: 'ABC123', person: 'p', player });
    await attendance.settled();
    expect(await store.sittings(match)).toHaveLength(1);
    await attendance.close();
  });

  it('asks a store that is away for twenty notes at a time, and writes all of them when it is back', async () => {
    const { log, store, match, player } = await room();
    let isAway = true;
    let asked = 0;
    const flaky = {
      recordSitting: async (sitting: Sitting) => {
        if (!isAway) return store.recordSitting(sitting);
        asked += 1;
        throw new StoreUnavailable('away');
      },
    };
    const attendance = new Attendance({ log, store: flaky, logger });
    for (let n = 0; n < 100; n += 1) attendance.sit({ code: 'ABC123', person: `p${n}`, player });
    await until('the first were asked for', () => asked > 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(20);
    isAway = false;
    await attendance.settled();
    expect(await store.sittings(match)).toHaveLength(100);
    await attendance.close();
  });

  it('gives up what it could not note for an hour, also what waited behind that, and goes on with the rest', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    const { log, store, match, player } = await room();
    let isAway = true;
    const asked = new Set<string>();
    const flaky = {
      recordSitting: async (sitting: Sitting) => {
        if (!isAway) return store.recordSitting(sitting);
        asked.add(sitting.person);
        throw new StoreUnavailable('away');
      },
    };
    const attendance = new Attendance({ log, store: flaky, logger });
    for (let n = 0; n < 100; n += 1) attendance.sit({ code: 'ABC123', person: `early${n}`, player });
    await vi.advanceTimersByTimeAsync(59 * 60_000);
    attendance.sit({ code: 'ABC123', person: 'late', player });
    expect(asked.size).toBe(20);
    await vi.advanceTimersByTimeAsync(2 * 60_000);
    isAway = false;
    await vi.advanceTimersByTimeAsync(2_000);
    await attendance.settled();
    expect((await store.sittings(match)).map(({ person }) => person)).toEqual(['late']);
    await attendance.close();
  });

  it('lets go of all that waits when the process ends', async () => {
    const { log, player } = await room();
    let asked = 0;
    const recordSitting = async (): Promise<never> => {
      asked += 1;
      throw new StoreUnavailable('away');
    };
    const attendance = new Attendance({ log, store: { recordSitting }, logger });
    for (let n = 0; n < 100; n += 1) attendance.sit({ code: 'ABC123', person: `p${n}`, player });
    await until('the first were asked for', () => asked > 0);
    await attendance.close();
    expect(asked).toBe(20);
  });

  it('writes what waits also when the process ends, if the store is there', async () => {
    const { log, store, match, player } = await room();
    const attendance = new Attendance({ log, store, logger });
    for (let n = 0; n < 100; n += 1) attendance.sit({ code: 'ABC123', person: `p${n}`, player });
    await attendance.close();
    expect(await store.sittings(match)).toHaveLength(100);
  });

  it('lets go of what it could not note when the process ends', async () => {
    const { log, player } = await room();
    const store = { recordSitting: () => Promise.reject(new StoreUnavailable('away')) };
    const attendance = new Attendance({ log, store, logger });
    attendance.sit({ code: 'ABC123', person: 'p', player });
    await attendance.close();
  });
});
