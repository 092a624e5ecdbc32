import { readFileSync, writeFileSync } from 'node:fs';
import { scalingPart } from '../lib/cost/scaling.ts';
import { readmeParts, withPart } from './readme-parts.ts';

/** Writes the parts of the README and of the pages that follow from the code; tests say when they are out of date. */
async function main(): Promise<void> {
  rewrite('README.md', await readmeParts());
  rewrite('docs/scaling.md', { scaling: scalingPart() });
}

function rewrite(file: string, parts: Readonly<Record<string, string>>): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    Object.entries(parts).reduce((page, [name, part]) => withPart(page, name, part), text),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
