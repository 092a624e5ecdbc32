import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Where npm puts packages. */
const MODULES = ['node_modules', 'service/node_modules'];

/** A commit checked out beside the repository, with the repository's own dependencies. */
export class Worktree {
  readonly folder: string;
  private readonly repository: string;

  private constructor(repository: string, folder: string) {
    this.repository = repository;
    this.folder = folder;
  }

  /** Checks a commit out. @throws Error if the repository does not know it */
  static add(repository: string, commit: string, folder: string): Worktree {
    git(repository, 'worktree', 'add', '--quiet', '--detach', folder, commit);
    for (const modules of MODULES) {
      const own = join(repository, modules);
      if (existsSync(own)) symlinkSync(own, join(folder, modules));
    }
    return new Worktree(repository, folder);
  }

  /** Gives the checkout packages of its own. @throws Error with npm's message if they cannot be had */
  install(): void {
    for (const modules of MODULES) rmSync(join(this.folder, modules), { force: true });
    const { status, stderr, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    if (status === 0) return;
    throw new Error(
      `npm ci in the commit that is compared with: ${error?.message ?? stderr.trim()}\n` +
        'It cannot be synthesized with the packages of this change, and needs its own.',
    );
  }

  remove(): void {
    git(this.repository, 'worktree', 'remove', '--force', this.folder);
  }
}

/** Runs git and returns what it prints. @throws Error with git's own message if it fails */
export function git(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw new Error(`git: ${error.message}; install git, for the review compares two commits`);
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.trim()}`);
  return stdout.trim();
}
