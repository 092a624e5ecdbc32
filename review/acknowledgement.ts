/** A line of a commit message or of a pull request's description that accepts a danger: `Acknowledge: <fate> <subject>`. */
const LINE = /^\W*Acknowledge:\s*`?(.+?)`?\s*$/gim;

/** The dangers that texts acknowledge, by their titles. */
export function acknowledgedIn(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(LINE)].map(([, title = '']) => title)));
}
