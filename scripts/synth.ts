import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FLOWS } from '../charts-ts/index.ts';

/** Where each half writes, seen from the root of the repository. */
const TEMPLATES = 'cdk.out';
const MANIFESTS = 'dist';

/** Runs both halves side by side and prints what they made. */
async function main(): Promise<void> {
  for (const folder of [TEMPLATES, MANIFESTS]) rmSync(folder, { recursive: true, force: true });
  const [aws, kubernetes] = await Promise.all([
    run('bin/playcode.ts', { CDK_OUTDIR: TEMPLATES }),
    run('charts-ts/main.ts', { CDK8S_OUTDIR: MANIFESTS }),
  ]);
  const templates = filesBelow(TEMPLATES).filter((file) => file.endsWith('.template.json'));
  const resources = templates.map((file) => resourcesIn(file)).reduce((sum, count) => sum + count, 0);
  const manifests = filesBelow(MANIFESTS).filter((file) => file.endsWith('.yaml'));
  console.log(
    [
      `AWS         ${templates.length} stacks, ${resources} resources in ${TEMPLATES}/ (${aws} s)`,
      `Kubernetes  ${manifests.length} objects, ${FLOWS.length} flows in ${MANIFESTS}/ (${kubernetes} s)`,
    ].join('\n'),
  );
}

/** Runs one app from source; returns its seconds. */
function run(app: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const begin = performance.now();
  const child = spawn(process.execPath, ['-r', '@swc-node/register', app], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(((performance.now() - begin) / 1000).toFixed(1));
      else reject(new Error(`${app} could not be synthesized; its message is above.`));
    });
  });
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
}

function resourcesIn(template: string): number {
  const { Resources } = JSON.parse(readFileSync(template, 'utf8')) as { Resources?: object };
  return Object.keys(Resources ?? {}).length;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
