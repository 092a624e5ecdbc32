import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe found wrong on a page, worst first: rule, impact and where. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const found = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => impact + ' ' + id + ': ' + nodes.map((node) => node.target.join(' ')).join(', ')))`,
  )) as string[];
  return found.sort();
}
