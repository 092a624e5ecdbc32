import type { Heading } from './grid.ts';

/** What a step tells besides the new state, for whoever shows or prints it. Nothing in it is needed to go on. */
export interface Events {
  /** Changes of direction that took effect, by incarnation. */
  readonly turned: { readonly who: number; readonly heading: Heading }[];
  /** Those who died, where, and who was credited (0: nobody). */
  readonly deaths: { readonly who: number; readonly at: number; readonly by: number }[];
  /** Captures in their order: cells that changed owner. */
  readonly captures: { readonly who: number; readonly cells: readonly number[] }[];
  /** Incarnations that came and went, bots' too. */
  readonly joined: number[];
  readonly left: number[];
}

/** No events yet. */
export function noEvents(): Events {
  return { turned: [], deaths: [], captures: [], joined: [], left: [] };
}
