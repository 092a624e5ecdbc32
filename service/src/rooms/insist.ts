import { pause } from './pause.ts';
import { LogUnavailable } from './room-log.ts';

/** Wait before something is asked again of a log that could not be reached. */
const RETRY_MS = 100;

/** Asks until the log answers; not again once the signal is aborted. */
export async function insist<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      await pause(RETRY_MS, signal);
    }
  }
}
