import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const IMAGE = 'registry.example.invalid/playcode-app';

/** A kubectl whose cluster runs version 1 as revision 3; what it is asked, and which question fails, is told by files. */
const KUBECTL = `#!/usr/bin/env bash
cd "\${0%/*}"
echo "$*" >>asked
last=\${!#}
if [ -e fails ] && [[ "$*" == *"$(cat fails)"* ]]; then echo 'the server is away' >&2; exit 1; fi
case "$*" in
  *'{.metadata.name}') cat deployment ;;
  *'set image'*) printf %s "\${last#*=}" >image ;;
  *'get deployment'*'.image}') cat image ;;
  *return-to}) cat return-to ;;
  *'get replicasets'*) cat replica-sets ;;
  *'annotate deployment'*=*) printf %s "\${last##*=}" >return-to ;;
  *'annotate deployment'*-) : >return-to ;;
esac
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playcode deploy-'));
  for (const namespace of ['playcode', 'monitoring', 'ingress-nginx']) {
    mkdirSync(join(folder, 'dist', namespace), { recursive: true });
  }
  writeFileSync(join(folder, 'dist/playcode/app.yaml'), `image: ${IMAGE}:synthesized\n`);
  writeFileSync(join(folder, 'kubectl'), KUBECTL, { mode: 0o755 });
  given('deployment', 'playcode-app');
  given('return-to', '');
  given('replica-sets', `playcode-app-1 3 2 ${IMAGE}:1\n`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function given(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

function deploy(image = `${IMAGE}:2`, variables: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['scripts/deploy.sh', image, join(folder, 'dist')], {
    encoding: 'utf8',
    env: {
      ...process.env,
      KUBECTL: join(folder, 'kubectl'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      ...variables,
    },
  });
  const read = (file: string) =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  return {
    status,
    said: stdout + stderr,
    asked: read('asked'),
    returnTo: read('return-to'),
    summary: read('summary'),
  };
}

/** How the script behaves on a real API server is tested in test/pipeline/deploy.cluster.ts. */
describe('scripts/deploy.sh', () => {
  it('rolls out and notes no way back any more', () => {
    const { status, said, asked, returnTo } = deploy();
    expect(said).toContain(`deploy: live: ${IMAGE}:1 (playcode-app-1)`);
    expect(said).toContain(`deploy: done: ${IMAGE}:2`);
    expect(asked).toContain(`set image deployment/playcode-app playcode-app=${IMAGE}:2`);
    expect({ status, returnTo }).toEqual({ status: 0, returnTo: '' });
  });

  describe('waiting for the site before it is tried', () => {
    const SMOKE = 'echo "reachable within $(printenv SMOKE_REACHABLE_SECONDS || echo its own time)"';

    it('lets the first release have its name and certificate: both are asked for when it is applied', () => {
      given('deployment', '');
      expect(deploy(undefined, { SMOKE }).said).toContain('reachable within 1200\n');
    });

    it('has whoever deploys say otherwise', () => {
      given('deployment', '');
      const { said } = deploy(undefined, { SMOKE, SMOKE_REACHABLE_SECONDS: '5' });
      expect(said).toContain('reachable within 5\n');
    });

    it('adds nothing for later ones: a release that cannot be reached is undone soon', () => {
      expect(deploy(undefined, { SMOKE }).said).toContain('reachable within its own time\n');
    });
  });

  it('takes a question that failed for no first deploy: it would release without a way back', () => {
    given('fails', '{.metadata.name}');
    const { status, said, asked } = deploy();
    expect(said).not.toContain('first deploy');
    expect(asked).not.toContain('apply');
    expect(status).toBe(1);
  });

  it.each(['get replicasets', '{.spec.paused}', 'rollout pause', 'apply', 'set image', 'rollout resume'])(
    'says so, in the summary of the job too, where "%s" fails, and goes on from there the next time',
    (step) => {
      given('fails', step);
      const cut = deploy();
      expect(cut.status).toBe(1);
      expect(cut.said).toContain('the server is away');
      expect(cut.summary).toBe(
        '**Deploy failed.** stopped half-way, the reason is above; run the same deploy again: it completes, or goes back\n',
      );
      rmSync(join(folder, 'fails'));
      expect(deploy()).toMatchObject({ status: 0, returnTo: '' });
    },
  );

  it('goes back to what served when the smoke test fails', () => {
    const { status, said, asked } = deploy(undefined, { SMOKE: 'exit 1' });
    expect(asked).toContain('rollout undo deployment/playcode-app --to-revision 3');
    expect(said).toContain('the smoke test of the live site failed; undone, revision 3 serves again');
    expect(status).toBe(1);
  });

  describe('beside another deploy, which has set its own image meanwhile', () => {
    it('accepts nothing: the other one still waits for its pods', () => {
      const { status, said, asked, returnTo } = deploy(undefined, {
        SMOKE: `printf other >'${folder}/image'`,
      });
      expect(said).toContain(
        'deploy: another deploy has set other meanwhile; it goes on, this one has stopped',
      );
      expect(asked.match(/^apply .*\/playcode$/gm)).toHaveLength(1);
      expect({ status, returnTo }).toEqual({ status: 1, returnTo: 'playcode-app-1' });
    });

    it('takes nothing back: that would be the release of the other one', () => {
      const { status, asked, returnTo } = deploy(undefined, {
        SMOKE: `printf other >'${folder}/image'; exit 1`,
      });
      expect(asked).not.toContain('rollout undo');
      expect({ status, returnTo }).toEqual({ status: 1, returnTo: 'playcode-app-1' });
    });
  });

  it('calls for help when it cannot go back, and keeps the way back', () => {
    given('fails', 'rollout undo');
    const { status, summary, returnTo } = deploy(undefined, { SMOKE: 'exit 1' });
    expect(summary).toBe(
      '**Deploy failed.** the smoke test of the live site failed, and revision 3 could not be had back: look at once\n',
    );
    expect({ status, returnTo }).toEqual({ status: 1, returnTo: 'playcode-app-1' });
  });

  it('begins nothing where there is no ReplicaSet to go back to', () => {
    given('replica-sets', '');
    const { status, said, asked } = deploy();
    expect(said).toContain('the Deployment has no ReplicaSet yet');
    expect(asked).not.toContain('apply');
    expect(status).toBe(1);
  });

  it('refuses an image whose name only begins like that of the app', () => {
    const { status, said, asked } = deploy(`${IMAGE.slice(0, -4)}:2`);
    expect(said).toContain('uses an image of registry.example.invalid/playcode;');
    expect({ status, asked }).toEqual({ status: 1, asked: '' });
  });
});
