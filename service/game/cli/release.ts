import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RULES_VERSION } from '../state.ts';
import { buildRules } from './build-rules.ts';

const GAME = fileURLToPath(new URL('..', import.meta.url));

/** Builds today's rules as they are kept for good. A release is never built anew: matches were played by it. */
async function main(): Promise<void> {
  const file = join(GAME, 'releases', `${RULES_VERSION}.js`);
  if (existsSync(file))
    throw new Error(`${file} is released and stays as it is: raise RULES_VERSION for other rules`);
  const code = await buildRules();
  mkdirSync(join(GAME, 'releases'), { recursive: true });
  writeFileSync(file, code);
  console.log(`${file}\n${createHash('sha256').update(code).digest('hex')}`);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
