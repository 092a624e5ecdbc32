import { describe, it } from 'vitest';
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
    const stop = watchStore(store, meter);
    await until('said', async () => (await exposed(meter)).get('playcode_store_reachable') === expected);
    stop();
  });
});
