/** Stands for the site; nothing is ever sent there. */
const SITE = 'http://site.invalid';

/** Where somebody is sent whose wish leads off the site's pages. */
const HOME = '/';

/**
 * The page of this site that an address names; the home page for whatever leads elsewhere. Reads it as a browser
 * would: backslashes are slashes, and what is not printed is left out.
 */
export function returnPath(wish: string | undefined): string {
  if (wish === undefined || !URL.canParse(wish, SITE)) return HOME;
  const { origin, pathname, search } = new URL(wish, SITE);
  const isPage = origin === SITE && !/^\/(\/|auth\/|api\/)/.test(pathname);
  return isPage && wish.startsWith('/') ? pathname + search : HOME;
}
