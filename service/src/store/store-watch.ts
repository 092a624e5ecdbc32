import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import type { Store } from './store.ts';

/** Time between two questions to the store: an outage shows in the next scrape, also when nobody plays. */
const ASK_MS = 5000;

/** What a watch needs. */
export interface StoreWatchProps {
  readonly store: Pick<Store, 'ping'>;
  readonly meter: Meter;
  readonly logger: Logger;
}

/** Asks the store now and again whether it is there, and tells the log when that changes. Returns what ends it. */
export function watchStore({ store, meter, logger }: StoreWatchProps): () => void {
  let isAsking = false;
  let wasReachable = true;
  const ask = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    const failure = await store.ping().then(
      () => null,
      (error: Error) => error,
    );
    isAsking = false;
    const isReachable = failure === null;
    meter.set('playcode_store_reachable', {}, isReachable ? 1 : 0);
    if (isReachable !== wasReachable) logger.warn({ isReachable, reason: failure?.message }, 'the store');
    wasReachable = isReachable;
  };
  void ask();
  const timer = setInterval(() => void ask(), ASK_MS).unref();
  return () => clearInterval(timer);
}
