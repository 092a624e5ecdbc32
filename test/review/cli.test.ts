import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const RENAME = 'data-orphaned StatefulSet/playcode/redis';

let repository = '';

function git(...args: readonly string[]): string {
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  return execFileSync('git', [...author, ...args], { cwd: repository, encoding: 'utf8', input: '' }).trim();
}

/** A folder with an npm that installs the packages of this checkout and one more. */
function npmThatBrings(name: string): string {
  const folder = join(repository, 'bin/npm');
  mkdirSync(folder);
  const script = `#!/bin/sh
[ "$1" = ci ] && mkdir -p node_modules/${name} || exit
ln -s '${process.cwd()}'/node_modules/* node_modules/ && : >node_modules/${name}/index.js
`;
  writeFileSync(join(folder, 'npm'), script, { mode: 0o755 });
  return folder;
}

function review(ref: string, description = '', tools = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['-r', '@swc-node/register', 'bin/review.ts', ref],
    {
      cwd: repository,
      encoding: 'utf8',
      env: {
        ...process.env,
        REVIEW_DESCRIPTION: description,
        PATH: `${tools}${delimiter}${process.env.PATH}`,
      },
    },
  );
  return { status, stdout, stderr };
}

// A repository of its own with the sources of this one, so that a change can be committed.
beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'playcode-review-cli-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter((each) => each !== '' && existsSync(each))) {
    mkdirSync(join(repository, dirname(file)), { recursive: true });
    writeFileSync(join(repository, file), readFileSync(file));
  }
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'Base');
  symlinkSync(join(process.cwd(), 'node_modules'), join(repository, 'node_modules'));
});

afterAll(() => rmSync(repository, { recursive: true, force: true }));

describe('npm run review', () => {
  it.each(['nowhere', '--help', ''])('refuses "%s", which is no commit, in one line', (ref) => {
    const { status, stdout, stderr } = review(ref);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    const said =
      ref === ''
        ? 'usage: npm run review -- REF, for example: npm run review -- origin/main\n'
        : `${ref}: no such commit here, or none that this branch comes from; fetch it first\n`;
    expect(stderr).toBe(said);
  });

  it('says how to complete a shallow clone', () => {
    writeFileSync(join(repository, '.git/shallow'), `${git('rev-parse', 'HEAD')}\n`);
    try {
      expect(review('HEAD~1').stderr).toMatch(/this clone is shallow: git fetch --unshallow\n$/);
    } finally {
      rmSync(join(repository, '.git/shallow'));
    }
  });

  it('refuses a commit from before there was a platform, and leaves no checkout of it behind', () => {
    const empty = git('commit-tree', '-m', 'Nothing yet', git('mktree', '--missing'));
    git('replace', '--graft', 'HEAD', empty);
    try {
      const { status, stderr } = review(empty);
      expect(stderr).toBe(
        'bin/playcode.ts: not in the commit that is compared with; name a later one, which has both halves\n',
      );
      expect(status).toBe(2);
    } finally {
      git('replace', '--delete', 'HEAD');
    }
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('says what to do where there is no repository', () => {
    renameSync(join(repository, '.git'), join(repository, 'git'));
    try {
      const { status, stderr } = review('main');
      expect(stderr).toMatch(/^git rev-parse: fatal: not a git repository/);
      expect(status).toBe(2);
    } finally {
      renameSync(join(repository, 'git'), join(repository, '.git'));
    }
  });

  it('fails on a danger of an uncommitted change, and passes once it is acknowledged', {
    timeout: 300_000,
  }, () => {
    const names = readFileSync(join(repository, 'lib/names.ts'), 'utf8');
    const renamed = names.replace("redis: 'redis',", "redis: 'cache',");
    expect(renamed).not.toBe(names);
    writeFileSync(join(repository, 'lib/names.ts'), renamed);
    writeFileSync(join(repository, 'package-lock.json'), '{}');
    appendFileSync(join(repository, 'service/vite.server.config.ts'), '// another image\n');
    appendFileSync(join(repository, 'scripts/deploy.sh'), '# another deploy\n');
    appendFileSync(join(repository, 'review/acknowledgement.ts'), '// another review\n');

    const begin = performance.now();
    const refused = review('main');
    console.log(`review of base and head: ${((performance.now() - begin) / 1000).toFixed(1)} s`);
    expect(refused.stderr).toBe('');
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain(`Acknowledge: ${RENAME}`);
    expect(refused.stdout).toContain('> The lock file differs.');
    expect(refused.stdout).toContain('> The service differs: the deploy gives the app another image');
    expect(refused.stdout).toContain(
      '> What the pipeline runs differs, and is not compared: scripts/deploy.sh. Read it.',
    );
    expect(refused.stdout).toContain('> The review differs: this is the word of the changed one.');

    // The same from a commit that needs a package which this change has removed.
    const app = readFileSync(join(repository, 'bin/playcode.ts'), 'utf8');
    writeFileSync(join(repository, 'bin/playcode.ts'), `import 'removed';\n${app}`);
    git('commit', '--quiet', '-m', 'Need a package', 'bin/playcode.ts');
    writeFileSync(join(repository, 'bin/playcode.ts'), app);
    const lines = refused.stdout.match(/^Acknowledge: .*$/gm) ?? [];
    const accepted = review('main', lines.join('\n'), npmThatBrings('removed'));
    expect(accepted.stderr).toBe('');
    expect(accepted.status).toBe(0);
    expect(accepted.stdout).toContain('all acknowledged.');
    expect(accepted.stdout).toContain('each side was synthesized with its own packages');

    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });
});
