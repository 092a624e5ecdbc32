/** A person for whom a provider vouches. */
export interface Vouched {
  /** The provider's own id of the person. */
  readonly subject: string;
  /** What the person may be called in public, as the provider says it; `null` if it says nothing. */
  readonly name: string | null;
}

/** What ties the two halves of a sign-in together. */
export interface Ties {
  /** Comes back with the browser. */
  readonly state: string;
  /** Comes back inside the provider's signed word. */
  readonly nonce: string;
  /** Is known to whoever began the sign-in alone; the provider learns its hash first. */
  readonly verifier: string;
}

/** Somebody else who knows people: the browser goes there with `begin` and comes back with what `complete` takes. */
export interface SignInProvider {
  /** Address to which the browser is sent. @throws ProviderUnavailable */
  begin(ties: Ties): Promise<URL>;
  /**
   * Who came back.
   * @param search Query of the address at which the browser came back.
   * @throws ProviderUnavailable, ProviderRefused
   */
  complete(search: string, ties: Ties): Promise<Vouched>;
}

/** The provider could not be reached, or did not answer as a provider does. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

/** The provider does not vouch: the code is used or made up, or its word does not hold. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused';
}
