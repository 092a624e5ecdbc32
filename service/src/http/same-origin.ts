import type { MiddlewareHandler } from 'hono';
import { refuse } from './refusal.ts';

/** Methods that change nothing. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site's page sends to change something here. Browsers say where a request comes from by
 * `Origin`, or at least by `Sec-Fetch-Site`; programs say neither, and have no visitor's cookies to abuse.
 */
export function sameOrigin(origins: ReadonlySet<string>): MiddlewareHandler {
  return async (context, next) => {
    if (SAFE.has(context.req.method)) return next();
    const origin = context.req.header('origin');
    const site = context.req.header('sec-fetch-site');
    const isOwn = origin === undefined ? site === undefined || site === 'same-origin' : origins.has(origin);
    if (isOwn) return next();
    return refuse(context, 'foreign', `origin: found ${origin ?? site}, expected the site's own`);
  };
}
