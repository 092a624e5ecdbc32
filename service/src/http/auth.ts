import { type Context, Hono } from 'hono';
import { SignInFailed, type SignIns } from '../accounts/sign-in.ts';
import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import type { Provider } from '../protocol/provider.ts';
import type { SignInTrouble } from '../protocol/sign-in-trouble.ts';
import { LogUnavailable } from '../rooms/room-log.ts';
import { type RateLimits, TooMany } from './rate-limits.ts';
import { returnPath } from './return-path.ts';
import type { Visitors } from './visitors.ts';

/** What the routes need. */
export interface AuthProps {
  readonly signIns: SignIns;
  readonly visitors: Visitors;
  readonly limits: RateLimits;
  readonly meter: Meter;
  readonly logger: Logger;
}

/** Where a player who is new chooses a name. */
const PROFILE = '/me';

/** Routes below `/auth`: to a provider, back from it, and out. Whatever goes wrong ends on a page that says so. */
export function createAuth({ signIns, visitors, limits, meter, logger }: AuthProps): Hono {
  const auth = new Hono();

  const attempted = (provider: Provider, outcome: SignInTrouble | 'ok'): void =>
    meter.count('playcode_auth_attempts_total', { provider, outcome });

  const fail = (context: Context, provider: Provider, error: unknown): Response => {
    const failure = failureOf(error);
    const { trouble, returnTo } = failure ?? { trouble: 'unavailable', returnTo: '/' };
    attempted(provider, trouble);
    const isOurs = trouble === 'unavailable' || trouble === 'refused';
    const said = { provider, trouble };
    if (failure === null) logger.error({ ...said, err: error }, 'sign-in failed');
    else logger[isOurs ? 'warn' : 'info']({ ...said, reason: (error as Error).message }, 'sign-in failed');
    const query = new URLSearchParams({ provider, return: returnTo });
    return context.redirect(`/sign-in/${trouble}?${query}`, 303);
  };

  auth.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });

  auth.get('/:provider', async (context) => {
    const provider = signIns.offered.find((each) => each === context.req.param('provider'));
    if (provider === undefined) return context.notFound();
    try {
      await limits.spend('signIn', context);
      const browser = visitors.browserOf(context);
      const returnTo = returnPath(context.req.query('return'));
      return context.redirect((await signIns.begin(provider, browser, returnTo)).href, 303);
    } catch (error) {
      return fail(context, provider, error);
    }
  });

  auth.get('/:provider/callback', async (context) => {
    const provider = signIns.offered.find((each) => each === context.req.param('provider'));
    if (provider === undefined) return context.notFound();
    try {
      await limits.spend('signIn', context);
      const { search } = new URL(context.req.url);
      const { player, isNew, returnTo } = await signIns.complete(
        provider,
        visitors.browserOf(context),
        search,
      );
      await visitors.signIn(context, player.id);
      attempted(provider, 'ok');
      return context.redirect(isNew ? PROFILE : returnTo, 303);
    } catch (error) {
      return fail(context, provider, error);
    }
  });

  auth.post('/sign-out', async (context) => {
    await visitors.signOut(context);
    return context.body(null, 204);
  });

  return auth;
}

/** `null` for what nobody foresaw. */
function failureOf(error: unknown): { readonly trouble: SignInTrouble; readonly returnTo: string } | null {
  if (error instanceof SignInFailed) return error;
  if (error instanceof TooMany) return { trouble: 'too-many', returnTo: '/' };
  if (error instanceof LogUnavailable) return { trouble: 'unavailable', returnTo: '/' };
  return null;
}
