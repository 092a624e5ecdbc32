/** Most letters of a name: the service refuses longer ones. */
export const MOST_NAME_LETTERS = 12;

/** A play code as the service issues it. */
const CODE = /^[0-9A-HJKMNP-TV-Z]{6,8}$/;

/**
 * The play code that somebody typed or pasted, be it a whole link; `null` if it is none. Letters that a code never
 * has are read as the digits they look like.
 */
export function codeIn(typed: string): string | null {
  const tail = typed.trim().split('/').at(-1) ?? '';
  const code = tail.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return CODE.test(code) ? code : null;
}

/** The play code of an invitation's address, `/r/CODE`. */
export function codeOfPath(path: string): string | null {
  const match = /^\/r\/([^/]+)\/?$/.exec(path);
  return match?.[1] === undefined ? null : codeIn(match[1]);
}

/** The address of an invitation. */
export function pathOfCode(code: string): string {
  return `/r/${code}`;
}
