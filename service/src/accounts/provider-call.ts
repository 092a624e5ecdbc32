import { ClientError } from 'openid-client';
import { ProviderRefused, ProviderUnavailable } from './sign-in-provider.ts';

/** Seconds that a provider has for each answer: a person waits for it. */
export const ANSWER_SECONDS = 5;

/** What openid-client says when an answer is none, rather than a no. */
const NO_ANSWER: ReadonlySet<string | undefined> = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_TIMEOUT',
]);

/** Waits for a provider's answer. @throws ProviderUnavailable, ProviderRefused */
export async function answerOf<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { message, cause } = error as Error;
    const isAway = error instanceof TypeError || (error instanceof ClientError && NO_ANSWER.has(error.code));
    const Failure = isAway ? ProviderUnavailable : ProviderRefused;
    throw new Failure(cause instanceof Error ? `${message}: ${cause.message}` : message, { cause: error });
  }
}
