import { expect, it, vi } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { LogFull } from '../../../service/src/rooms/room-log.ts';
import { describeRoomLog } from './room-log.contract.ts';

describeRoomLog('a log in memory', async () => new MemoryRoomLog());

const record = (code: string) => ({
  header: { code, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 } as const,
  match: code,
  isPublic: true,
  openedAt: 0,
});

it('a log in memory promises seats in the fullest room first, and for half a minute', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const log = new MemoryRoomLog();
  for (const [code, people] of [
    ['EMPTY', 0],
    ['HALF', 1],
  ] as const) {
    await log.create(record(code));
    await log.list(code, { size: 'duel', people, isOpen: true }, []);
  }
  expect(await log.promiseSeat('duel', 'a')).toBe('HALF');
  expect(await log.promiseSeat('duel', 'b')).toBe('EMPTY');
  await log.list('HALF', { size: 'duel', people: 1, isOpen: true }, []);
  vi.advanceTimersByTime(29_000);
  expect(await log.promiseSeat('duel', 'c')).toBe('EMPTY');
  await log.list('HALF', { size: 'duel', people: 1, isOpen: true }, []);
  vi.advanceTimersByTime(1_001);
  expect(await log.promiseSeat('duel', 'd')).toBe('HALF');
  vi.useRealTimers();
});

it('a log in memory that is full refuses new rooms', async () => {
  const log = new MemoryRoomLog(1);
  await log.create(record('A'));
  await expect(log.create(record('B'))).rejects.toThrow(LogFull);
});
