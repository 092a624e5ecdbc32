import type { Meter } from '../meter.ts';
import { wrapStore } from './around.ts';
import type { Store } from './store.ts';

/** The same store; how long each operation took is observed, also of those that failed. */
export function measuredStore(store: Store, name: 'memory' | 'mongodb', meter: Meter): Store {
  return wrapStore(store, async (operation, call) => {
    const begin = performance.now();
    try {
      return await call();
    } finally {
      const seconds = (performance.now() - begin) / 1000;
      meter.observe('playcode_query_duration_seconds', { store: name, operation }, seconds);
    }
  });
}
