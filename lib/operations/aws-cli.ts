import { spawnSync } from 'node:child_process';
import type { Environment } from '../environment.ts';

/** Calls the AWS CLI in an environment's region, with whatever credentials the caller is signed in with. */
export function aws<T>(environment: Environment, args: readonly string[]): T {
  const { status, stdout, stderr, error } = spawnSync(
    'aws',
    [...args, '--region', environment.region, '--output', 'json'],
    { encoding: 'utf8' },
  );
  if (error)
    throw new Error(`aws: ${error.message}; install the AWS CLI and sign in to ${environment.account}`);
  if (status !== 0) throw new Error(`aws ${args.slice(0, 2).join(' ')}: ${stderr.trim()}`);
  return JSON.parse(stdout || '{}') as T;
}
