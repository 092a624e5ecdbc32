// Compiles what `npm pack` publishes: both halves of the library with their types, and the files that they read.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'build', 'package');
const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
);

rmSync(out, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.package.json')], {
  stdio: 'inherit',
});
if (status === 0)
  cpSync(join(root, 'charts-ts', 'programs'), join(out, 'charts-ts', 'programs'), { recursive: true });
process.exitCode = status ?? 1;
