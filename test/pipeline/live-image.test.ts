import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const IMAGE = '111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/playcode-app';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playcode-live-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a program on PATH that notes what it is asked, answers, and ends with a status. */
function standIn(name: string, answer: string, status = 0): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "$@" >> ${file}.asked\necho '${answer}'\nexit ${status}\n`);
  chmodSync(file, 0o755);
}

function asked(name: string): string {
  return readFileSync(join(folder, `${name}.asked`), 'utf8');
}

function liveImage() {
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env.PATH}`,
    GITHUB_REPOSITORY: 'playcode-gg/playcode',
  };
  const { status, stdout, stderr } = spawnSync('bash', ['scripts/live-image.sh', IMAGE], {
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('scripts/live-image.sh', () => {
  it('names the image of the newest deployment to production that succeeded', () => {
    standIn('gh', '1234abc');
    standIn('aws', '{}');
    expect(liveImage()).toMatchObject({
      status: 0,
      stdout: `context=before=docker-image://${IMAGE}:1234abc\n`,
    });
    expect(asked('gh')).toMatch(/environments: \["production"\].*direction: DESC/);
    expect(asked('gh')).toContain('owner=playcode-gg -f name=playcode');
    expect(asked('aws')).toBe(
      'ecr describe-images --repository-name playcode-app --image-ids imageTag=1234abc\n',
    );
  });

  it('names none before the first release', () => {
    standIn('gh', '');
    standIn('aws', 'must not be asked', 1);
    expect(liveImage()).toMatchObject({ status: 0, stdout: 'context=\n' });
  });

  it('names none whose image the registry has no more', () => {
    standIn('gh', '1234abc');
    standIn('aws', 'ImageNotFoundException: none with that tag', 255);
    expect(liveImage()).toMatchObject({ status: 0, stdout: 'context=\n' });
  });

  it.each([
    ['GitHub', 'gh'],
    ['the registry', 'aws'],
  ])('fails when %s cannot be asked, rather than leave the assets out', (_, name) => {
    standIn('gh', '1234abc');
    standIn('aws', '{}');
    standIn(name, 'no access', 1);
    const { status, stdout } = liveImage();
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
  });
});
