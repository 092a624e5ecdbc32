import { readFileSync, writeFileSync } from 'node:fs';
import { readmeParts, withPart } from './readme-parts.ts';

/** Writes the parts of the README that follow from the code; a test says when they are out of date. */
async function main(): Promise<void> {
  const parts = Object.entries(await readmeParts());
  const text = readFileSync('README.md', 'utf8');
  writeFileSync(
    'README.md',
    parts.reduce((page, [name, part]) => withPart(page, name, part), text),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
