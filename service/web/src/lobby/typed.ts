import { PLAY_CODE } from '../../../src/protocol/play-code.ts';

/**
 * The play code that somebody typed or pasted, be it a whole link or a message with one; `null` if it is none. Letters
 * that a code never has are read as the digits they look like.
 */
export function codeIn(typed: string): string | null {
  // Keyboards for Korean, Japanese and Chinese have wide letters, too.
  const text = typed.normalize('NFKC');
  const linked = /\/r\/([\w-]+)/.exec(text)?.[1] ?? text;
  const code = linked.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return PLAY_CODE.test(code) ? code : null;
}

/** What the field for a code shows of what was typed or pasted: of a whole link its code. */
export function shownCode(typed: string): string {
  return (typed.includes('/') ? codeIn(typed) : null) ?? typed;
}

/** The play code of an invitation's address, `/r/CODE`. */
export function codeOfPath(path: string): string | null {
  const typed = /^\/r\/([^/]+)\/?$/.exec(path)?.[1]?.replace(/%20/g, ' ');
  return typed === undefined ? null : codeIn(typed);
}

/** Whether an address means to be an invitation's, be its code right or wrong. */
export function isInvitation(path: string): boolean {
  return path.startsWith('/r/');
}

/** A match to watch again, by its address `/m/ID`; `?as=` says through whose eyes. */
export function replayOf({ pathname, search }: { readonly pathname: string; readonly search: string }): {
  readonly match: string;
  readonly as: number;
} | null {
  const match = /^\/m\/([\w-]+)\/?$/.exec(pathname)?.[1];
  if (match === undefined) return null;
  const as = Number(new URLSearchParams(search).get('as'));
  return { match, as: Number.isInteger(as) && as > 0 ? as : 0 };
}

/** The address of a match to watch again. */
export function pathOfReplay(match: string, as: number): string {
  return as === 0 ? `/m/${match}` : `/m/${match}?as=${as}`;
}

/** The address under which a room is watched, and whether an address is one. */
export function pathOfWatching(code: string): string {
  return `${pathOfCode(code)}?watch`;
}

export function isWatching(search: string): boolean {
  return new URLSearchParams(search).has('watch');
}

/** The address of an invitation. */
export function pathOfCode(code: string): string {
  return `/r/${code}`;
}
