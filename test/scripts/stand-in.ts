import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** What the stand-in of the AWS CLI knows and has seen. */
export interface World {
  readonly keys: Array<{ AccessKeyId: string; CreateDate: string }>;
  readonly secrets: Record<string, string | null>;
  readonly calls: string[][];
  /** A secret that takes no new value. */
  readonly refuses?: string;
}

/** Runs a script with the stand-in in the place of the AWS CLI. */
export function runWith(
  folder: string,
  before: Partial<World>,
  script: string,
  ...args: readonly string[]
): { said: string; status: number | null; after: World } {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(resolve('test/scripts/stand-in-aws.mjs'), join(bin, 'aws'));
  const world = join(folder, 'world.json');
  writeFileSync(world, JSON.stringify({ keys: [], secrets: {}, calls: [], ...before }));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['-r', '@swc-node/register', script, ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, AWS_WORLD: world, PATH: `${bin}${delimiter}${process.env.PATH}` },
    },
  );
  return { said: stdout + stderr, status, after: JSON.parse(readFileSync(world, 'utf8')) as World };
}
