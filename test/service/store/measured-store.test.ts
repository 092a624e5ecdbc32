import { describe, expect, it } from 'vitest';
import { Meter } from '../../../service/src/meter.ts';
import { measuredStore } from '../../../service/src/store/measured-store.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { describeStore } from './store.contract.ts';

let newest: MemoryStore;

describeStore(
  'memory, measured',
  async () => {
    newest = new MemoryStore();
    return measuredStore(newest, 'memory', new Meter());
  },
  async () => newest,
);

describe('measured store', () => {
  it('observes every operation by its name, also those that fail', async () => {
    const meter = new Meter();
    const store = measuredStore(new MemoryStore(), 'mongodb', meter);
    await store.signIn({ provider: 'google', subject: '1' }, 'x');
    await store.signIn({ provider: 'google', subject: '2' }, 'x');
    await expect(store.signIn({ provider: 'google', subject: '' }, 'x')).rejects.toThrow('subject');
    await store.ping();
    const { body } = await meter.expose();
    const counts = body
      .split('\n')
      .filter((line) => line.startsWith('playcode_query_duration_seconds_count'));
    expect(counts.sort()).toEqual([
      'playcode_query_duration_seconds_count{store="mongodb",operation="ping"} 1',
      'playcode_query_duration_seconds_count{store="mongodb",operation="signIn"} 3',
    ]);
  });
});
