import type { Board } from './board.ts';
import type { TickLine, Violation } from './lines.ts';
import type { Memory } from './memory.ts';
import { landCounts, type Position } from './position.ts';
import type { Read } from './readings.ts';

/** All that a tick is recomputed from. */
export interface TickCase {
  readonly board: Board;
  readonly totalTicks: number;
  readonly before: Position;
  readonly memory: Memory;
  readonly line: TickLine;
  readonly seen: Position;
  readonly read: Read;
}

/** The tick as the rules make it, filled in step by step. */
export interface Draft extends Position {
  /** Who died in this tick, of which rule, and the cells before and after its move. */
  readonly deaths: Map<number, { readonly rule: string; readonly from: number; readonly to: number }>;
  /** The middle on which someone spawned; `null` where there was no room. */
  readonly spawns: Map<number, number | null>;
  readonly respawned: Set<number>;
  /** Eliminations credited, as `killer>victim`. */
  readonly credits: string[];
  readonly violations: Violation[];
}

export function complain(draft: Draft, line: TickLine, rule: string, message: string): void {
  draft.violations.push({ tick: line.tick, rule, message });
}

/** Step 5 for one player: head and trail vanish, land stays. */
export function die(draft: Draft, who: number, rule: string, to?: number): void {
  const body = draft.bodies.get(who);
  if (body === undefined || body.at === null) return;
  draft.deaths.set(who, { rule, from: body.at, to: to ?? body.at });
  Object.assign(body, { at: null, dir: null, trail: [] });
}

/** Credits an elimination, if the victim was large enough and the pair is not too recent. */
export function credit(
  { before, memory, line, read }: TickCase,
  draft: Draft,
  killer: number,
  victim: number,
) {
  if ((landCounts(before.owner).get(victim) ?? 0) < 30) return;
  const pair = `${killer}>${victim}`;
  const last = memory.credits.get(pair);
  if (last !== undefined) {
    const passed = line.tick - last;
    if (passed < 130) return;
    if (passed === 130 && read('a pair is credited again after') === '131 ticks') return;
  }
  const body = draft.bodies.get(killer);
  if (body === undefined) return;
  body.kills += 1;
  draft.credits.push(pair);
}
