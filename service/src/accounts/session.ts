import type { PlayerId } from '../store/ids.ts';
import type { TokenKind, TokenStore } from './token-store.ts';

/** Somebody who has signed in with one browser. */
export interface Session {
  readonly player: PlayerId;
}

/** Where sessions are kept. */
export type Sessions = TokenStore<Session>;

/** Whoever signed in does so again after thirty days, used or not. */
export const SESSION: TokenKind = { name: 'session', seconds: 30 * 24 * 60 * 60 };
