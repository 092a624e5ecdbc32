import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** A guest's session lives as long as browsers let cookies live. */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60;

/** Header by which two tabs of one browser are two players. */
const TAB_HEADER = 'x-tab';

/** Public id of whoever asks, the same for the same browser and tab; begins a session if there is none. */
export function personOf(context: Context, isSecure: boolean): string {
  const tab = context.req.header(TAB_HEADER)?.slice(0, 64) ?? '';
  return createHash('sha256')
    .update(`${sessionOf(context, isSecure)} ${tab}`)
    .digest('base64url')
    .slice(0, 16);
}

function sessionOf(context: Context, isSecure: boolean): string {
  const name = isSecure ? '__Host-session' : 'session';
  const known = getCookie(context, name);
  if (known !== undefined && /^[\w-]{24}$/.test(known)) return known;
  const session = randomBytes(18).toString('base64url');
  setCookie(context, name, session, {
    httpOnly: true,
    maxAge: MAX_AGE_SECONDS,
    path: '/',
    sameSite: 'Lax',
    secure: isSecure,
  });
  return session;
}
