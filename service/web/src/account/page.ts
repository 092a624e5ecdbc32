import { PROVIDERS, type Provider } from '../../../src/protocol/provider.ts';
import { SIGN_IN_TROUBLES, type SignInTrouble } from '../../../src/protocol/sign-in-trouble.ts';
import type { Language } from '../i18n/language.ts';

/** The pages beside the game, each at an address of its own. */
export type AccountPage =
  | { readonly is: 'profile' }
  | { readonly is: 'leaderboard' }
  | { readonly is: 'trouble'; readonly trouble: SignInTrouble; readonly retry: string };

/** Addresses of the pages. */
export const PROFILE_PATH = '/me';
export const LEADERBOARD_PATH = '/leaderboard';

/** What is kept of players, told in a language; the service itself makes that page. */
export function privacyPath(language: Language): string {
  return `/privacy?language=${language}`;
}

/** File of all that is kept about a player. */
export const EXPORT_PATH = '/api/me/export';

/** Address at which a sign-in begins, and after which it leads back to a page. */
export function signInPath(provider: Provider, returnTo: string): string {
  return `/auth/${provider}?${new URLSearchParams({ return: returnTo })}`;
}

/** The page that an address names; `null` for the game's own. */
export function accountPageOf({ pathname, search }: Pick<URL, 'pathname' | 'search'>): AccountPage | null {
  const path = pathname.replace(/\/$/, '');
  if (path === PROFILE_PATH) return { is: 'profile' };
  if (path === LEADERBOARD_PATH) return { is: 'leaderboard' };
  const word = /^\/sign-in\/([\w-]+)$/.exec(path)?.[1];
  if (word === undefined) return null;
  const trouble = SIGN_IN_TROUBLES.find((each) => each === word) ?? 'expired';
  const query = new URLSearchParams(search);
  const provider = PROVIDERS.find((each) => each === query.get('provider'));
  const retry = provider === undefined ? '/' : signInPath(provider, query.get('return') ?? '/');
  return { is: 'trouble', trouble, retry };
}
