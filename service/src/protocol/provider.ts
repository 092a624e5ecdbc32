/** Who vouches for accounts, in the order in which they are offered. */
export const PROVIDERS = ['naver', 'google'] as const;
export type Provider = (typeof PROVIDERS)[number];
