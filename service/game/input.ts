import type { Direction } from './grid.ts';

/**
 * What a log's tick may hold for the rules. `who` is an incarnation: the number that a join issued. A `turn` also
 * carries its place in the row of that player's inputs, from 1, so that nothing applies twice.
 */
export type Input =
  | { readonly do: 'turn'; readonly who: number; readonly seq: number; readonly dir: Direction }
  | { readonly do: 'join' | 'leave' | 'lost' | 'back'; readonly who: number };
