import type { Meter } from '../meter.ts';
import { Conflict, Fenced, LogUnavailable, type RoomLog, TailLost } from './room-log.ts';

/** What hears, or is known at once: there is nothing to wait for. */
const IMMEDIATE: ReadonlySet<string> = new Set<keyof RoomLog>(['onOffer', 'onReachable', 'reaches']);

/** The same log; how long each answer took is observed, and what it said to each tick is counted. */
export function measuredRoomLog(log: RoomLog, store: 'memory' | 'redis', meter: Meter): RoomLog {
  const methods = new Map<keyof RoomLog, (...args: unknown[]) => unknown>();
  return new Proxy(log, {
    get(target, operation: keyof RoomLog) {
      const known = methods.get(operation);
      if (known !== undefined) return known;
      const method: unknown = Reflect.get(target, operation, target);
      if (typeof method !== 'function') return method;
      const call = (...args: unknown[]): unknown => Reflect.apply(method, target, args);
      const measured = IMMEDIATE.has(operation) ? call : measure(operation, call, store, meter);
      methods.set(operation, measured);
      return measured;
    },
  });
}

function measure(
  operation: keyof RoomLog,
  call: (...args: unknown[]) => unknown,
  store: 'memory' | 'redis',
  meter: Meter,
): (...args: unknown[]) => Promise<unknown> {
  const labels = { store, operation };
  return async (...args) => {
    const begin = performance.now();
    try {
      const answer = await call(...args);
      if (operation === 'append') meter.count('playcode_log_replies_total', { reply: 'logged' });
      return answer;
    } catch (error) {
      const reply = replyOf(error);
      if (operation === 'append' && reply !== null) meter.count('playcode_log_replies_total', { reply });
      throw error;
    } finally {
      meter.observe('playcode_query_duration_seconds', labels, (performance.now() - begin) / 1000);
    }
  };
}

function replyOf(error: unknown): 'fenced' | 'conflict' | 'behind' | 'unavailable' | null {
  if (error instanceof Conflict) return 'conflict';
  if (error instanceof Fenced) return 'fenced';
  if (error instanceof TailLost) return 'behind';
  return error instanceof LogUnavailable ? 'unavailable' : null;
}
