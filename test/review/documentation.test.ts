import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { FATES, isDanger } from '../../review/consequence.ts';
import type { Platform } from '../../review/platform.ts';
import { markdown } from '../../review/report.ts';
import { reviewOf } from '../../review/review.ts';
import { cdkVerdict, linesOf, textDiff } from './comparison.ts';
import { Draft } from './draft.ts';
import { FIXTURES } from './fixtures/index.ts';
import { synthesizedPlatform } from './synthesized.ts';

const PAGE = 'docs/review.md';
const [BEGIN, END] = ['<!-- comparison -->', '<!-- /comparison -->'];

interface Row {
  readonly title: string;
  readonly fates: readonly string[];
  readonly reviewLines: number;
  readonly cdk: string;
  readonly textLines: number;
}

let rows: Row[] = [];

beforeAll(async () => {
  const today: Platform = await synthesizedPlatform();
  rows = FIXTURES.map(({ title, given, change }) => {
    const before = new Draft(today);
    given?.(before);
    const after = new Draft(before.platform);
    change(after);
    const review = reviewOf(before.platform, after.platform, '10.0.0.0/16');
    const text = textDiff(before.platform, after.platform);
    return {
      title,
      fates: [...new Set(review.consequences.filter(isDanger).map(({ fate }) => fate))],
      reviewLines: linesOf(markdown(review, new Set())),
      cdk: cdkVerdict(text.cdk),
      textLines: linesOf(text.cdk) + linesOf(text.yaml),
    };
  });
}, 300_000);

/** The table of the page. `UPDATE_DOCS=1` writes it anew. */
function table(): string {
  return [
    '| Change | The review says | Lines | `cdk diff` says | Lines of both text diffs |',
    '|---|---|---:|---|---:|',
    ...rows.map(
      ({ title, fates, reviewLines, cdk, textLines }) =>
        `| ${title} | ${fates.map((fate) => `**${fate}**`).join(', ') || 'no danger'} | ${reviewLines} | ${cdk || 'nothing'} | ${textLines} |`,
    ),
  ].join('\n');
}

describe(PAGE, () => {
  it('has a row for every fixture, with its dangers', () => {
    let page = readFileSync(PAGE, 'utf8');
    const [head, rest = ''] = page.split(BEGIN!);
    if (process.env.UPDATE_DOCS === '1') {
      page = `${head}${BEGIN}\n\n${table()}\n\n${END}${rest.split(END!)[1]}`;
      writeFileSync(PAGE, page);
    }
    for (const { title, fates } of rows) {
      const danger = fates.map((fate) => `**${fate}**`).join(', ') || 'no danger';
      expect(page).toContain(`| ${title} | ${danger} |`);
    }
  });

  it('explains every fate', () => {
    const page = readFileSync(PAGE, 'utf8');
    for (const [fate, { means }] of Object.entries(FATES)) expect(page).toContain(`| \`${fate}\` | ${means}`);
  });
});

describe('beside the text diffs', () => {
  const dangerous = () => rows.filter(({ fates }) => fates.length > 0);

  it('names a danger where cdk diff has no word of one', () => {
    const silent = dangerous().filter(({ cdk }) => cdk === '' || cdk === 'no word of it');
    expect(silent.length).toBeGreaterThan(dangerous().length / 2);
  });

  it('prints fewer lines where a change is a danger', () => {
    const sum = (lines: readonly number[]) => lines.reduce((total, each) => total + each, 0);
    expect(sum(dangerous().map(({ reviewLines }) => reviewLines))).toBeLessThan(
      sum(dangerous().map(({ textLines }) => textLines)),
    );
  });
});
