import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { production } from '../lib/environment.ts';
import { acknowledgedIn } from '../review/acknowledgement.ts';
import { markdown } from '../review/report.ts';
import { reviewOf, unacknowledged } from '../review/review.ts';
import { synthesize } from '../review/synthesis.ts';
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
      const [before, after] = await Promise.all([
        synthesize(worktree.folder, join(work, 'base'), production.name),
        synthesize(repository, join(work, 'head'), production.name),
      ]);
      const review = reviewOf(before, after, production.vpcCidr);
      const messages = git(repository, 'log', '--format=%B', `${base}..HEAD`);
      // The workflow passes the description of the pull request.
      const acknowledged = acknowledgedIn([messages, process.env.REVIEW_DESCRIPTION ?? '']);
      process.stdout.write(markdown(review, acknowledged, caveats(repository, base)));
      return unacknowledged(review, acknowledged).length > 0 ? DANGER : 0;
    } finally {
      worktree.remove();
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Both sides are synthesized with the same packages: what another version of a package does is not seen. */
function caveats(repository: string, base: string): string[] {
  const changed = git(repository, 'diff', '--name-only', base, '--', 'package-lock.json');
  if (changed === '') return [];
  return [
    'The lock file differs. Both sides were synthesized with the packages of this change, so that what new versions of them do is not seen here: compare the snapshots.',
  ];
}

/** Where the change began: what others have merged since is not its doing. */
function mergeBase(repository: string, ref: string): string {
  try {
    return git(repository, 'merge-base', ref, 'HEAD');
  } catch {
    throw new Error(`${ref}: no such commit here, or none that this branch comes from; fetch it first`);
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
