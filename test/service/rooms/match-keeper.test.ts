import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { type Header, RULES_VERSION } from '../../../service/game/index.ts';
import { Meter } from '../../../service/src/meter.ts';
import { type KeeperProps, MatchKeeper } from '../../../service/src/rooms/match-keeper.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import type { Outcome } from '../../../service/src/rooms/outcome.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';
import { exposed } from '../exposed.ts';

const OUTCOME: Outcome = { ending: 'time', hash: 1, chain: 2, standings: [] };

function headerOf(code: string): Header {
  return { code, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 };
}

/** A log of rooms whose matches have ended. */
async function finished(...codes: readonly string[]): Promise<MemoryRoomLog> {
  const log = new MemoryRoomLog();
  for (const code of codes) {
    const token = await log.create({ header: headerOf(code), match: code, isPublic: false, openedAt: 0 });
    await log.append(code, token!, { tick: 0, bytes: new Uint8Array() }, true);
  }
  return log;
}

/** A keeper that looks only when it is told to. */
function keeperOf(log: MemoryRoomLog, keep: KeeperProps['keep'], meter = new Meter()): MatchKeeper {
  const keeper = new MatchKeeper({ log, meter, logger: pino({ level: 'silent' }), keep });
  keeper.stop();
  return keeper;
}

describe('a keeper of matches', () => {
  it('says how many wait and for how long, until they are kept', async () => {
    const log = await finished('ONE', 'OTHER');
    const meter = new Meter();
    let isAway = true;
    const kept: string[] = [];
    const keeper = keeperOf(
      log,
      async ({ record }) => {
        if (isAway) throw new StoreUnavailable('away');
        kept.push(record.match);
      },
      meter,
    );
    for (const code of ['ONE', 'OTHER']) keeper.note(code, OUTCOME);
    const waiting = async (now: number) => {
      keeper.measure(now);
      const values = await exposed(meter);
      return [
        values.get('playcode_matches_pending'),
        values.get('playcode_matches_pending_age_seconds'),
      ] as const;
    };
    expect(await waiting(0)).toEqual([0, 0]);
    await keeper.sweep(1000);
    expect(await waiting(1000)).toEqual([2, 0]);
    await keeper.sweep(31_000);
    expect(await waiting(61_000)).toEqual([2, 60]);
    isAway = false;
    await keeper.sweep(62_000);
    expect(kept.sort()).toEqual(['ONE', 'OTHER']);
    expect(await waiting(62_000)).toEqual([0, 0]);
  });

  it('reads a match less and less often that the store does not take, though it answers, and keeps it at last', async () => {
    const log = await finished('REFUSED', 'TAKEN');
    const readAt: number[] = [];
    let now = 0;
    let isFull = true;
    const kept: string[] = [];
    const keeper = keeperOf(log, async ({ record, readLog }) => {
      await readLog();
      if (record.match === 'REFUSED') readAt.push(now / 1000);
      if (isFull && record.match === 'REFUSED') throw new StoreUnavailable('no room');
      kept.push(record.match);
    });
    for (const code of ['REFUSED', 'TAKEN']) keeper.note(code, OUTCOME);
    const sweepUntil = async (end: number): Promise<void> => {
      for (now += 1000; now <= end; now += 1000) await keeper.sweep(now);
      now = end;
    };
    await sweepUntil(100_000);
    expect(readAt).toEqual([1, 3, 7, 15, 31, 63]);
    expect(kept).toEqual(['TAKEN']);
    isFull = false;
    await sweepUntil(123_000);
    expect(readAt.at(-1)).toBe(123);
    expect(kept).toEqual(['TAKEN', 'REFUSED']);
  });

  it('takes no match for kept whose room is missing for a moment', async () => {
    const log = await finished('LOST');
    const kept: string[] = [];
    const keeper = keeperOf(log, async ({ record }) => {
      kept.push(record.match);
    });
    keeper.note('LOST', OUTCOME);
    vi.spyOn(log, 'find').mockResolvedValueOnce(null);
    await keeper.sweep(1000);
    expect(kept).toEqual([]);
    await keeper.sweep(2000);
    expect(kept).toEqual(['LOST']);
  });

  it('gives a finished room up that has had no record for as long as an owner could put it back', async () => {
    const log = await finished('HOLLOW');
    const keeper = keeperOf(log, () => Promise.reject(new Error('there is nothing to keep')));
    keeper.note('HOLLOW', OUTCOME);
    vi.spyOn(log, 'find').mockResolvedValue(null);
    await keeper.sweep(1000);
    await keeper.sweep(12_999);
    expect(await log.finished()).toEqual(['HOLLOW']);
    await keeper.sweep(13_000);
    expect(await log.finished()).toEqual([]);
  });

  it('keeps a match at once whose room its owner puts back into a log that had lost it', async () => {
    const log = await finished('BACK');
    const kept: string[] = [];
    const keeper = keeperOf(log, async ({ record }) => {
      kept.push(record.match);
    });
    keeper.note('BACK', OUTCOME);
    vi.spyOn(log, 'finished').mockResolvedValueOnce([]);
    await keeper.sweep(1000);
    await keeper.sweep(2000);
    expect(kept).toEqual(['BACK']);
  });

  it('leaves a match to the process that ran it, for longer than its room stays when it is kept', async () => {
    const log = await finished('HERE', 'THERE');
    const kept: (readonly [string, Outcome | undefined])[] = [];
    const keeper = keeperOf(log, async ({ record, outcome }) => {
      kept.push([record.match, outcome]);
    });
    keeper.note('HERE', OUTCOME);
    await keeper.sweep(1000);
    await keeper.sweep(10_999);
    // Kept ten seconds ago, and gone; the other one is still in time.
    await keeper.sweep(12_999);
    expect(await log.finished()).toEqual(['THERE']);
    expect(kept).toEqual([['HERE', OUTCOME]]);
    await keeper.sweep(13_000);
    expect(kept).toEqual([
      ['HERE', OUTCOME],
      ['THERE', undefined],
    ]);
  });

  it('remembers how a match came out while its log is away, and forgets it when its room is gone for good', async () => {
    const log = await finished('SHARD');
    const outcomes: (Outcome | undefined)[] = [];
    const keeper = keeperOf(log, async ({ outcome }) => {
      outcomes.push(outcome);
      throw new StoreUnavailable('away');
    });
    keeper.note('SHARD', OUTCOME);
    const others = vi.spyOn(log, 'finished').mockResolvedValue([]);
    const away = vi.spyOn(log, 'reaches').mockReturnValue(false);
    await keeper.sweep(1000);
    others.mockRestore();
    away.mockRestore();
    await keeper.sweep(2000);
    expect(outcomes).toEqual([OUTCOME]);
    await log.remove('SHARD');
    await keeper.sweep(3000);
    await keeper.sweep(15_000);
    // The code comes back one day, of another match.
    const token = await log.create({
      header: headerOf('SHARD'),
      match: 'next',
      isPublic: false,
      openedAt: 0,
    });
    await log.append('SHARD', token!, { tick: 0, bytes: new Uint8Array() }, true);
    await keeper.sweep(16_000);
    await keeper.sweep(28_000);
    expect(outcomes).toEqual([OUTCOME, undefined]);
  });
});
