import { expect, it } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { LogFull } from '../../../service/src/rooms/room-log.ts';
import { describeRoomLog } from './room-log.contract.ts';

describeRoomLog('a log in memory', async () => new MemoryRoomLog());

it('a log in memory that is full refuses new rooms', async () => {
  const log = new MemoryRoomLog(1);
  const record = (code: string) => ({
    header: { code, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 } as const,
    match: code,
    isPublic: true,
    openedAt: 0,
  });
  await log.create(record('A'));
  await expect(log.create(record('B'))).rejects.toThrow(LogFull);
});
