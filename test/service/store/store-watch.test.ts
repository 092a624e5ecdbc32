import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { Meter } from '../../../service/src/meter.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';
import { watchStore } from '../../../service/src/store/store-watch.ts';
import { exposed } from '../exposed.ts';
import { until } from '../until.ts';

class AwayStore extends MemoryStore {
  override ping(): Promise<void> {
    return Promise.reject(new StoreUnavailable('away'));
  }
}

describe('a watch over the store', () => {
  it.each([
    ['that answers', new MemoryStore(), 1],
    ['that is away', new AwayStore(), 0],
  ])('says at once of one %s', async (_, store, expected) => {
    const meter = new Meter();
    meter.set('playcode_store_reachable', {}, 1 - expected);
    const stop = watchStore({ store, meter, logger: pino({ level: 'silent' }) });
    await until('said', async () => (await exposed(meter)).get('playcode_store_reachable') === expected);
    stop();
  });

  it('tells the log once that it is away and why, and that it is back', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] });
    const lines: Record<string, unknown>[] = [];
    const store = new MemoryStore();
    const answers = [null, 'no password', 'no password', 'no password', null, null];
    const ping = vi.spyOn(store, 'ping').mockImplementation(async () => {
      const failure = answers.shift();
      if (typeof failure === 'string') throw new StoreUnavailable(failure);
    });
    const logger = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
    const stop = watchStore({ store, meter: new Meter(), logger });
    await vi.advanceTimersByTimeAsync(25_000);
    stop();
    vi.useRealTimers();
    expect(ping).toHaveBeenCalledTimes(6);
    expect(lines).toMatchObject([
      { msg: 'the store', isReachable: false, reason: 'no password' },
      { msg: 'the store', isReachable: true },
    ]);
  });
});
