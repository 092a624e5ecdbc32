import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Platform, readPlatform } from './platform.ts';

/** Folders into which one commit is synthesized. */
interface Output {
  readonly assembly: string;
  readonly manifests: string;
}

/**
 * Synthesizes both halves of a checkout, offline.
 * @param checkout Folder of the sources, with node_modules.
 * @param folder Folder to write into.
 */
export async function synthesize(checkout: string, folder: string, environment: string): Promise<Platform> {
  const output: Output = { assembly: join(folder, 'assembly'), manifests: join(folder, 'manifests') };
  await Promise.all([
    run(checkout, 'bin/playcode.ts', {
      CDK_OUTDIR: output.assembly,
      CDK_CONTEXT_JSON: JSON.stringify({ environment }),
    }),
    run(checkout, 'charts-ts/main.ts', { CDK8S_OUTDIR: output.manifests }),
  ]);
  return readPlatform(output.assembly, output.manifests, environment);
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
