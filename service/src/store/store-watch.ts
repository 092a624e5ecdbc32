import type { Meter } from '../meter.ts';
import type { Store } from './store.ts';

/** Time between two questions to the store: an outage shows in the next scrape, also when nobody plays. */
const ASK_MS = 5000;

/** Asks the store now and again whether it is there. Returns what ends that. */
export function watchStore(store: Store, meter: Meter): () => void {
  let isAsking = false;
  const ask = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    const isReachable = await store.ping().then(
      () => true,
      () => false,
    );
    isAsking = false;
    meter.set('playcode_store_reachable', {}, isReachable ? 1 : 0);
  };
  void ask();
  const timer = setInterval(() => void ask(), ASK_MS).unref();
  return () => clearInterval(timer);
}
