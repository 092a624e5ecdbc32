import type { Meter } from '../meter.ts';
import { Conflict, Fenced, LogUnavailable, type RoomLog, TailLost } from './room-log.ts';

/**
 * What is known at once, only hears, or waits on purpose, as petitions do for their departure: how long that takes says
 * nothing of the log.
 */
const UNTIMED: ReadonlySet<string> = new Set<keyof RoomLog>([
  'onOffer',
  'onReachable',
  'reaches',
  'petition',
]);

/** The same log; how long each answer took is observed, and what it said to each tick is counted. */
export function measuredRoomLog(log: RoomLog, store: 'memory' | 'redis', meter: Meter): RoomLog {
  const methods = methodsOf(log).map((operation) => {
    const call = (log[operation] as (...args: unknown[]) => unknown).bind(log);
    return [operation, UNTIMED.has(operation) ? call : measure(operation, call, store, meter)] as const;
  });
  const measured = Object.fromEntries(methods) as unknown as RoomLog;
  return Object.defineProperty(measured, 'isReachable', { get: () => log.isReachable });
}

/** Names of all methods of a log, inherited ones among them. */
function methodsOf(log: RoomLog): (keyof RoomLog)[] {
  const names: string[] = [];
  for (let type = Object.getPrototypeOf(log); type !== Object.prototype; type = Object.getPrototypeOf(type))
    names.push(...Object.getOwnPropertyNames(type));
  return [...new Set(names)].filter(
    (name) => name !== 'constructor' && name !== 'isReachable',
  ) as (keyof RoomLog)[];
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
