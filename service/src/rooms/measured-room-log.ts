import type { Meter } from '../meter.ts';
import { Conflict, Fenced, LogUnavailable, type RoomLog, TailLost } from './room-log.ts';

/** What hears, or is known at once: there is nothing to wait for. */
const IMMEDIATE: ReadonlySet<string> = new Set<keyof RoomLog>(['onOffer', 'onReachable', 'reaches']);

/** The same log; how long each answer took is observed, and what it said to each tick is counted. */
export function measuredRoomLog(log: RoomLog, store: 'memory' | 'redis', meter: Meter): RoomLog {
  const measured = async (operation: string, call: () => Promise<unknown>): Promise<unknown> => {
    const begin = performance.now();
    try {
      const answer = await call();
      if (operation === 'append') meter.count('playcode_log_replies_total', { reply: 'logged' });
      return answer;
    } catch (error) {
      const reply = replyOf(error);
      if (operation === 'append' && reply !== null) meter.count('playcode_log_replies_total', { reply });
      throw error;
    } finally {
      const seconds = (performance.now() - begin) / 1000;
      meter.observe('playcode_query_duration_seconds', { store, operation }, seconds);
    }
  };
  return new Proxy(log, {
    get(target, operation: keyof RoomLog) {
      const method: unknown = Reflect.get(target, operation, target);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const call = (): Promise<unknown> => Reflect.apply(method, target, args) as Promise<unknown>;
        return IMMEDIATE.has(operation) ? call() : measured(operation, call);
      };
    },
  });
}

function replyOf(error: unknown): 'fenced' | 'conflict' | 'behind' | 'unavailable' | null {
  if (error instanceof Conflict) return 'conflict';
  if (error instanceof Fenced) return 'fenced';
  if (error instanceof TailLost) return 'behind';
  return error instanceof LogUnavailable ? 'unavailable' : null;
}
