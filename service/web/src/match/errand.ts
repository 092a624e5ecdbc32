import type { Size } from '../../../game/index.ts';

/** What a player wants to do at the door. */
export type Errand =
  | { readonly to: 'play' }
  | { readonly to: 'join'; readonly code: string }
  | { readonly to: 'watch'; readonly code: string }
  | { readonly to: 'open'; readonly size: Size; readonly bots: number }
  /** Those of a match play again, in a room like the one before. */
  | { readonly to: 'rematch'; readonly match: string; readonly size: Size; readonly bots: number };

/** What the door offers to do: somebody was invited, or wanted it and had no name yet or could not come in just then. */
export type Offer = Extract<Errand, { to: 'join' | 'rematch' }>;
