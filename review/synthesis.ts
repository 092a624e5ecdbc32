import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Platform, readPlatform } from './platform.ts';

/** The apps of the two halves. */
const AWS = 'bin/playcode.ts';
const KUBERNETES = 'charts-ts/main.ts';

/** Folders into which one commit is synthesized. */
interface Output {
  readonly assembly: string;
  readonly manifests: string;
}

/** @throws Error if a checkout is from before there was a platform */
export function demandBothHalves(checkout: string): void {
  for (const app of [AWS, KUBERNETES]) {
    if (existsSync(join(checkout, app))) continue;
    throw new Error(
      `${app}: not in the commit that is compared with; name a later one, which has both halves`,
    );
  }
}

/**
 * Synthesizes both halves of a checkout, offline.
 * @param checkout Folder of the sources, with node_modules.
 * @param folder Folder to write into.
 * @throws Error if it cannot be synthesized
 */
export async function synthesize(checkout: string, folder: string, environment: string): Promise<Platform> {
  const output: Output = { assembly: join(folder, 'assembly'), manifests: join(folder, 'manifests') };
  const halves = [
    run(checkout, AWS, {
      CDK_OUTDIR: output.assembly,
      CDK_CONTEXT_JSON: JSON.stringify({ environment }),
    }),
    run(checkout, KUBERNETES, { CDK8S_OUTDIR: output.manifests }),
  ];
  // Where one fails the other still writes: nobody may clear the folder away before.
  await Promise.allSettled(halves);
  await Promise.all(halves);
  return readPlatform(output.assembly, output.manifests, environment, join(checkout, '.github'));
}

function run(checkout: string, app: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', app], {
    cwd: checkout,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${app} of ${checkout} could not be synthesized:\n${said.trim()}`));
    });
  });
}
