import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dashboards } from '../../charts-ts/index.ts';
import { en } from '../../service/web/src/i18n/en.ts';
import { at, find, synthesized } from '../charts-ts/synthesized.ts';

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

describe('commands of the runbooks', () => {
  const all = ['README', ...PAGES].map((page) => readFileSync(`docs/runbooks/${page}.md`, 'utf8')).join('\n');

  it('sign in to MongoDB, in the one container that has the password', () => {
    const asked = all.split('\n').filter((line) => /exec mongodb-\d .*mongosh/.test(line));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('exec mongodb-0 -c setup -- mongosh');
    expect(all).toContain('readFileSync("/run/secrets/mongodb/root-password", "utf8")');
    const containers = at(
      find(synthesized(), 'StatefulSet', 'mongodb'),
      'spec',
      'template',
      'spec',
      'containers',
    ) as readonly { name: string; volumeMounts: readonly { mountPath: string }[] }[];
    const holders = containers.filter(({ volumeMounts }) =>
      volumeMounts.some(({ mountPath }) => mountPath === '/run/secrets/mongodb'),
    );
    expect(holders.map(({ name }) => name)).toEqual(['setup']);
  });

  it('say how many lines of a log they want: of pods that are found by a label kubectl shows ten each', () => {
    const asked = all.split('\n').filter((line) => /kubectl .*logs .*-l /.test(line));
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((line) => !line.includes(' --tail='))).toEqual([]);
  });

  it('replace a machine, not only what Kubernetes knows of it', () => {
    expect(all).not.toContain('kubectl delete node');
    expect(all).toContain('terminate-instance-in-auto-scaling-group --no-should-decrement-desired-capacity');
  });
});
