import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dashboards } from '../../charts-ts/index.ts';
import { en } from '../../service/web/src/i18n/en.ts';

const PAGES = ['objectives', 'game', 'data', 'cluster'] as const;

/** What stands between quotation marks in the paragraphs that begin with some words. */
function quotedIn(page: string, begin: string): string[] {
  const paragraphs = readFileSync(`docs/runbooks/${page}.md`, 'utf8')
    .split('\n\n')
    .filter((paragraph) => paragraph.startsWith(begin));
  return paragraphs.flatMap((paragraph) =>
    [...paragraph.replaceAll('\n', ' ').matchAll(/"([A-Z][^"]*?)\.?"/g)].map(([, words]) => words!),
  );
}

describe.each(PAGES)('the runbook of %s', (page) => {
  it('quotes what the page tells players', () => {
    const told = Object.values(en).join('\n');
    expect(quotedIn(page, '**Players see.**').filter((words) => !told.includes(words))).toEqual([]);
  });

  it('names panels and rows as the dashboards do', () => {
    const titles = dashboards().flatMap(({ panels = [] }) => panels.map(({ title }) => title ?? ''));
    const named = quotedIn(page, '**First look.**');
    expect(named.filter((words) => !titles.some((title) => title.startsWith(words)))).toEqual([]);
  });
});
