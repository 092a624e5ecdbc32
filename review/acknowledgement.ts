/** A line of a commit message or of a pull request's description that accepts a danger: `Acknowledge: <fate> <subject>`. */
const LINE = /^(?:[ \t>*+-]|\d+\.|\[x\])*Acknowledge:[ \t]*`?(.+?)`?\s*$/gim;

/** What GitHub does not show. Nobody accepts a danger where others cannot read it. */
const HIDDEN = /<!--[\s\S]*?-->|^ {0,3}<!--[\s\S]*/gm;

/** The dangers that texts acknowledge, by their titles. */
export function acknowledgedIn(texts: readonly string[]): Set<string> {
  const lines = texts.flatMap((text) => [...text.replaceAll(HIDDEN, '').matchAll(LINE)]);
  return new Set(lines.map(([, title = '']) => title));
}
