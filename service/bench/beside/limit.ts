import type { Figures } from './measure.ts';

/** A server, or players, that take more of a core than this have no more to give. */
const FULL = 0.9;

/** A machine of which less than this is idle has no more to give, in cores. */
const LEAST_IDLE = 0.2;

/** Others' work, in cores: with more of it on the machine nobody is charged with anything. */
const MOST_ELSEWHERE = 0.2;

/** Whose limit it was: the servers', the players' own, that of the cores that both share, or of what else ran there. */
export type Bound = 'servers' | 'players' | 'machine' | 'others';

/** Where a contender that grew was late for the first time. */
export interface Limit {
  readonly contender: string;
  /** The last step at which it was not, and the first at which it was. */
  readonly kept: Figures | null;
  readonly broke: Figures | null;
  /** `null` where it never was. */
  readonly bound: Bound | null;
}

/** Whether no player waits longer than so many ms for a tick at the 99th percentile, and all are still there. */
export function keeps({ latenessMs, lost }: Pick<Figures, 'latenessMs' | 'lost'>, lateMs: number): boolean {
  return latenessMs.p99 <= lateMs && lost === 0;
}

/**
 * The limit in the steps of one contender, from the smallest up. Players are charged before servers are: where they
 * themselves are half as late as no tick may be, what they say of ticks says nothing of servers.
 */
export function limitOf(steps: readonly Figures[], lateMs: number): Limit {
  const at = steps.findIndex((step) => !keeps(step, lateMs));
  const broke = steps[at] ?? null;
  const kept = (broke === null ? steps.at(-1) : steps[at - 1]) ?? null;
  return { contender: steps[0]?.contender ?? '', kept, broke, bound: broke && boundOf(broke, lateMs) };
}

function boundOf(step: Figures, lateMs: number): Bound {
  if (step.elsewhere > MOST_ELSEWHERE) return 'others';
  if (step.playersCore > FULL || step.playersLateMs > lateMs / 2) return 'players';
  return step.busiestServer <= FULL && step.idle < LEAST_IDLE ? 'machine' : 'servers';
}
