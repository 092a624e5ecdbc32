import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { production } from '../lib/environment.ts';
import { acknowledgedIn } from '../review/acknowledgement.ts';
import type { Platform } from '../review/platform.ts';
import { markdown } from '../review/report.ts';
import { reviewOf, unacknowledged } from '../review/review.ts';
import { demandBothHalves, synthesize } from '../review/synthesis.ts';
import { git, Worktree } from '../review/worktree.ts';

/** Exit status where a danger is not acknowledged, and where the review itself could not be made. */
const DANGER = 1;
const BROKEN = 2;

/** Prints what everything since a commit does to production; the working tree counts, committed or not. */
async function main(): Promise<number> {
  const [ref] = process.argv.slice(2);
  if (!ref) throw new Error('usage: npm run review -- REF, for example: npm run review -- origin/main');
  const repository = join(__dirname, '..');
  const base = mergeBase(repository, ref);
  const work = mkdtempSync(join(tmpdir(), 'playcode-review-'));
  try {
    const worktree = Worktree.add(repository, base, join(work, 'checkout'));
    try {
      demandBothHalves(worktree.folder);
      const packages = new Packages(repository, base);
      const sides = [
        packages.synthesize(worktree, join(work, 'base')),
        synthesize(repository, join(work, 'head'), production.name),
      ] as const;
      await Promise.allSettled(sides);
      const [before, after] = await Promise.all(sides);
      const review = reviewOf(before, after, production.vpcCidr);
      const messages = git(repository, 'log', '--format=%B', `${base}..HEAD`);
      // The workflow passes the description of the pull request.
      const acknowledged = acknowledgedIn([messages, process.env.REVIEW_DESCRIPTION ?? '']);
      process.stdout.write(
        markdown(review, acknowledged, [...packages.caveats(), ...caveats(repository, base)]),
      );
      return unacknowledged(review, acknowledged).length > 0 ? DANGER : 0;
    } finally {
      worktree.remove();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** With which packages the two sides are synthesized: this change's, unless the commit it is compared with needs its own. */
class Packages {
  private readonly differ: boolean;
  private areOwn = false;

  constructor(repository: string, base: string) {
    this.differ = changedFiles(repository, base, 'package-lock.json').length > 0;
  }

  async synthesize(worktree: Worktree, folder: string): Promise<Platform> {
    try {
      return await synthesize(worktree.folder, folder, production.name);
    } catch (error) {
      if (!this.differ) throw error;
      worktree.install();
      this.areOwn = true;
      return synthesize(worktree.folder, folder, production.name);
    }
  }

  caveats(): string[] {
    if (!this.differ) return [];
    return this.areOwn
      ? [
          'The lock file differs, and each side was synthesized with its own packages: with those of this change the other could not be.',
        ]
      : [
          'The lock file differs. Both sides were synthesized with the packages of this change, so that what new versions of them do is not seen here: compare the snapshots.',
        ];
  }
}

function changedFiles(repository: string, base: string, ...paths: readonly string[]): string[] {
  return git(repository, 'diff', '--name-only', base, '--', ...paths)
    .split('\n')
    .filter(Boolean);
}

/** What of the app's image the review cannot see: what it is built from and by, which is all but the benchmarks. */
const IMAGE = ['service', 'tsconfig.base.json', ':(exclude)service/bench'];

/** What the pipeline runs with its rights. */
const PROGRAMS = ['scripts/*.sh', 'scripts/smoke.mts', '.ci'];

const REVIEW = ['bin/review.ts', 'review', '.github/workflows/review.yml'];

/** What the reader must know beside the comparison of the two platforms. */
function caveats(repository: string, base: string): string[] {
  const programs = changedFiles(repository, base, ...PROGRAMS);
  return [
    ...(changedFiles(repository, base, ...IMAGE).length > 0
      ? [
          "The service differs: the deploy gives the app another image and replaces the app's pods one by one.",
        ]
      : []),
    ...(programs.length > 0
      ? [`What the pipeline runs differs, and is not compared: ${programs.join(', ')}. Read it.`]
      : []),
    ...(changedFiles(repository, base, ...REVIEW).length > 0
      ? ['The review differs: this is the word of the changed one. Read what it no longer says.']
      : []),
  ];
}

/** Where the change began: what others have merged since is not its doing. */
function mergeBase(repository: string, ref: string): string {
  // Answers that this is a repository, before a question about a commit fails for want of one.
  const isShallow = git(repository, 'rev-parse', '--is-shallow-repository') === 'true';
  try {
    const commit = git(repository, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
    return git(repository, 'merge-base', commit, 'HEAD');
  } catch {
    const fetch = isShallow ? 'this clone is shallow: git fetch --unshallow' : 'fetch it first';
    throw new Error(`${ref}: no such commit here, or none that this branch comes from; ${fetch}`);
  }
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = BROKEN;
  },
);
