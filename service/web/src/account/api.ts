import type { History, Leaderboard, Me } from '../../../src/protocol/account.ts';
import { request } from '../lobby/api.ts';

/** Who asks, and how one can sign in. @throws RequestFailed */
export function requestMe(): Promise<Me> {
  return request('GET', '/api/me');
}

/** Changes the name. @throws RequestFailed */
export function requestName(name: string): Promise<Me> {
  return request('PATCH', '/api/me', { name });
}

/** Deletes the account for good. @throws RequestFailed */
export function requestDeletion(): Promise<null> {
  return request('DELETE', '/api/me');
}

/** @throws RequestFailed */
export function requestSignOut(): Promise<null> {
  return request('POST', '/auth/sign-out');
}

/** Matches before a moment, or the newest. @throws RequestFailed */
export function requestHistory(before: string | null): Promise<History> {
  return request('GET', `/api/me/history${before === null ? '' : `?before=${encodeURIComponent(before)}`}`);
}

/** @throws RequestFailed */
export function requestLeaderboard(): Promise<Leaderboard> {
  return request('GET', '/api/seasons/current/leaderboard');
}
