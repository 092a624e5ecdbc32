import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The rows of `SECURITY.md` that name a test, as the file says them. */
const ROWS = readFileSync('SECURITY.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|(---| Attack)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the table of SECURITY.md', () => {
  it('has rows about sign-in, requests, sockets, uploads and mail', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(40);
  });

  it.each(ROWS.map((row) => [row[1] ?? '', row[2] ?? '', row[3] ?? '']))(
    '%s: stopped by something that a test tries',
    (attack, means, test) => {
      expect(attack).not.toBe('');
      expect(means).not.toBe('');
      const [, file = '', title = ''] = /^`(test\/[\w./-]+)`: (.+)$/.exec(test) ?? [];
      expect(existsSync(file), `${file} of "${test}"`).toBe(true);
      const source = readFileSync(file, 'utf8').replace(/\s+/g, ' ').replaceAll("( '", "('");
      const isTitle = [`('${title}',`, `, '${title}',`].some((call) => source.includes(call));
      expect(isTitle, `a test "${title}" in ${file}`).toBe(true);
    },
  );
});
