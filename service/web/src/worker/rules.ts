import type { Rules } from '../../../game/index.ts';

/** Attempts at rules that the page has not brought along, and the milliseconds between them. */
const ATTEMPTS = 5;
const RETRY_MS = 600;

/**
 * Fetches the released rules of a version, for a match that is older or newer than the page. A newer match's are asked
 * for until a pod answers that is as new: while a deploy goes on, not every pod is.
 * @throws the last attempt's error
 */
export async function fetchRules(version: number): Promise<Rules> {
  for (let attempt = 1; ; attempt += 1)
    try {
      // A browser remembers that a module could not be loaded: another attempt is another address.
      const release: { RULES: Rules } = await import(/* @vite-ignore */ `/rules/${version}.js?${attempt}`);
      return release.RULES;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
}
