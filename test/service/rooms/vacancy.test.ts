import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Meter } from '../../../service/src/meter.ts';
import { Lobby } from '../../../service/src/rooms/lobby.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { LogUnavailable } from '../../../service/src/rooms/room-log.ts';
import { Vacancy } from '../../../service/src/rooms/vacancy.ts';
import { KnownRules } from '../../../service/src/rules.ts';

/** Looks once a second, from one second to another. Returns the second at which an empty room has been so for too long. */
function watch(vacancy: Vacancy, from: number, to: number): number | undefined {
  for (let second = from; second <= to; second += 1)
    if (vacancy.isTooLong(true, second * 1000)) return second;
  return undefined;
}

describe('a vacancy', () => {
  it('lasts for too long after thirty seconds', () => {
    expect(watch(new Vacancy(5000), 5, 60)).toBe(36);
  });

  it('begins when the last one has gone', () => {
    const vacancy = new Vacancy(0);
    watch(vacancy, 0, 19);
    expect(vacancy.isTooLong(false, 20_000)).toBe(false);
    expect(watch(vacancy, 21, 90)).toBe(51);
  });

  it('begins anew after a standstill, in which nobody could come', () => {
    const vacancy = new Vacancy(0);
    watch(vacancy, 0, 20);
    expect(watch(vacancy, 60, 120)).toBe(91);
  });
});

/** A log that can be away. */
class DistantLog extends MemoryRoomLog {
  isAway = false;

  override async renew(...lease: Parameters<MemoryRoomLog['renew']>): Promise<void> {
    await this.#reach();
    await super.renew(...lease);
  }

  override async gather(...gathering: Parameters<MemoryRoomLog['gather']>): Promise<void> {
    await this.#reach();
    await super.gather(...gathering);
  }

  async #reach(): Promise<void> {
    if (this.isAway) throw new LogUnavailable('Redis: away');
  }
}

describe.each([
  ['a room that begins with its first person', true],
  ['a room that waits for its host', false],
] as const)('%s', (_, isPublic) => {
  let log: DistantLog;
  let lobby: Lobby;
  let code: string;
  beforeEach(async () => {
    vi.useFakeTimers();
    log = new DistantLog();
    lobby = new Lobby({
      rules: new KnownRules(),
      log,
      meter: new Meter(),
      logger: pino({ level: 'silent' }),
      onOutcome: () => undefined,
    });
    code = await lobby.open({ size: 'duel', bots: 0, isPublic, startedBy: isPublic ? 'first' : 'host' });
    await vi.advanceTimersByTimeAsync(1000);
  });
  afterEach(async () => {
    const closing = lobby.close(0);
    await vi.advanceTimersByTimeAsync(5000);
    await closing;
    vi.useRealTimers();
  });

  it('ends after half a minute without anybody', async () => {
    await vi.advanceTimersByTimeAsync(28_000);
    expect(await log.find(code)).not.toBeNull();
    await vi.advanceTimersByTimeAsync(4000);
    expect(await log.find(code)).toBeNull();
  });

  it('is there after a longer loss of the log, for who was on the way', async () => {
    log.isAway = true;
    await vi.advanceTimersByTimeAsync(45_000);
    log.isAway = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await log.find(code)).not.toBeNull();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await log.find(code)).toBeNull();
  });
});
