/** Why a sign-in came to nothing; the page at `/sign-in/<trouble>` says so, and what to do. */
export const SIGN_IN_TROUBLES = [
  /** The person said no at the provider. */
  'cancelled',
  /** The return is for no attempt under way: it took too long, was used already, or is made up. */
  'expired',
  /** The attempt was begun in another browser. */
  'foreign',
  /** The provider does not vouch for whoever came back. */
  'refused',
  /** The provider or the service's own store could not be reached. */
  'unavailable',
  /** Too many attempts in a short time. */
  'too-many',
] as const;
export type SignInTrouble = (typeof SIGN_IN_TROUBLES)[number];
