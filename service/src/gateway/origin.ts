import { LOOPBACK } from '../loopback.ts';

/** The origins that may open sockets and post: the site's own, and on localhost its other names. */
export function allowedOrigins(publicUrl: string): ReadonlySet<string> {
  const url = new URL(publicUrl);
  if (!LOOPBACK.includes(url.hostname)) return new Set([url.origin]);
  const port = url.port === '' ? '' : `:${url.port}`;
  return new Set(LOOPBACK.map((name) => `${url.protocol}//${name}${port}`));
}
