import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { APP_REPOSITORY, clusterName, pipelineRoleName, roleArn } from '../../lib/names.ts';
import { OWNER } from '../../lib/owner.ts';
import { type Job, readWorkflow } from './workflow.ts';

const workflow = readWorkflow('deploy.yml');

function job(id: string): Job {
  const found = workflow.jobs[id];
  if (!found) throw new Error(`deploy.yml has no job "${id}"`);
  return found;
}

/** What a job does, one entry for each step: its action without the pin, or its command. */
function does(id: string): string[] {
  return job(id).steps.map((step) => step.uses?.replace(/@.*/, '') ?? step.run?.trim() ?? '');
}

describe('the stages', () => {
  it('run on a push to main, one after the other', () => {
    expect(workflow.on.push).toEqual({ branches: ['main'] });
    expect(Object.values(workflow.jobs).map(({ name, needs }) => [name, needs])).toEqual([
      ['1 Lint', undefined],
      ['2 Security', 'lint'],
      ['3 Build', 'security'],
      ['4 Deploy', 'build'],
    ]);
  });

  it('lint: check out, npm ci, lint, types, manifests', () => {
    expect(does('lint')).toEqual([
      'actions/checkout',
      'actions/setup-node',
      'npm ci',
      'npm run lint',
      'npm run typecheck',
      'npm run deadcode',
      'npm run synth && npx vitest run test/charts-ts test/pipeline',
      'actions/upload-artifact',
    ]);
  });

  it.each([
    ['security', 'fs'],
    ['build', 'image'],
  ])('%s: a CRITICAL or HIGH finding blocks', (id, scanType) => {
    const scans = job(id).steps.filter((step) => step.with?.['exit-code'] === '1');
    expect(scans.map((step) => step.with)).toMatchObject([
      { 'scan-type': scanType, severity: 'CRITICAL,HIGH', trivyignores: '.github/trivyignore.yaml' },
    ]);
  });

  it('build: logs in without a stored key, pushes the tag of the commit once, scans what was pushed', () => {
    const order = does('build');
    const at = (action: string) => order.indexOf(action);
    expect(at('aws-actions/configure-aws-credentials')).toBeGreaterThan(0);
    expect(at('docker/build-push-action')).toBeGreaterThan(at('aws-actions/amazon-ecr-login'));
    expect(at('aquasecurity/trivy-action')).toBeGreaterThan(at('docker/build-push-action'));
    const push = job('build').steps.find((step) => step.uses?.startsWith('docker/build-push-action'));
    expect(push?.if).toBe("steps.pushed.outputs.exists == 'false'");
    expect(push?.with).toMatchObject({
      file: 'service/Dockerfile',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
      tags: '${{ env.REGISTRY }}/${{ env.REPOSITORY }}:${{ github.sha }}',
    });
    expect(JSON.stringify(workflow)).not.toMatch(/secrets\./);
  });

  it('build: provenance and bill of materials are attested, the image signed and the signature verified', () => {
    expect(does('build').filter((step) => /attest|cosign (sign|verify)/.test(step))).toEqual([
      'actions/attest',
      'actions/attest',
      'cosign sign --yes "$IMAGE"',
      'cosign verify "$IMAGE" --certificate-oidc-issuer https://token.actions.githubusercontent.com --certificate-identity "https://github.com/$GITHUB_REPOSITORY/.github/workflows/deploy.yml@refs/heads/main"',
    ]);
    // By its digest: a tag could be another image by then.
    for (const step of job('build').steps.filter(({ run }) => run?.startsWith('cosign'))) {
      expect(step.env?.IMAGE).toMatch(/@\$\{\{ steps\.image\.outputs\.digest \}\}$/);
    }
  });

  it('build: layers of earlier commits are not built again', () => {
    const push = job('build').steps.find((step) => step.uses?.startsWith('docker/build-push-action'));
    expect(push?.with).toMatchObject({ 'cache-from': 'type=gha', 'cache-to': 'type=gha,mode=max' });
  });

  it('build: the image that is live gives its pages’ assets to the new one', () => {
    const order = does('build');
    const live = order.indexOf('scripts/live-image.sh "$REGISTRY/$REPOSITORY" >> "$GITHUB_OUTPUT"');
    const push = order.indexOf('docker/build-push-action');
    expect(live).toBeGreaterThan(order.indexOf('aws-actions/amazon-ecr-login'));
    expect(live).toBeLessThan(push);
    expect(job('build').steps[live]?.id).toBe('live');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
    expect(job('build').steps[push]?.with?.['build-contexts']).toBe('${{ steps.live.outputs.context }}');
  });

  it('deploy: behind the approval, verified, by the script, nothing installed, never cut off', () => {
    expect(job('deploy').environment?.name).toBe('production');
    expect(job('deploy').concurrency).toEqual({ group: 'deploy-production', 'cancel-in-progress': false });
    const order = does('deploy');
    const verify = order.findIndex((step) => step.startsWith('gh attestation verify'));
    const enter = order.indexOf('aws-actions/configure-aws-credentials');
    const roll = order.findIndex((step) => step.startsWith('scripts/deploy.sh'));
    expect([verify, enter, roll]).toEqual([...new Set([verify, enter, roll])].sort((a, b) => a - b));
    expect(verify).toBeGreaterThan(0);
    expect(order.join('\n')).not.toMatch(/npm (ci|install)/);
    expect(job('deploy').steps[roll]?.env).toEqual({ SMOKE: 'node scripts/smoke.mts "$SITE"' });
  });
});

describe('rights', () => {
  it('are none by default, and in each job the least', () => {
    expect(workflow.permissions).toEqual({});
    expect(Object.values(workflow.jobs).map(({ permissions }) => permissions)).toEqual([
      { contents: 'read' },
      { contents: 'read' },
      { contents: 'read', 'id-token': 'write', attestations: 'write', deployments: 'read' },
      { contents: 'read', 'id-token': 'write', attestations: 'read' },
    ]);
  });

  it.each(['build', 'deploy'])('%s assumes its own role', (id) => {
    const login = job(id).steps.find((step) =>
      step.uses?.startsWith('aws-actions/configure-aws-credentials'),
    );
    expect(login?.with?.['role-to-assume']).toBe(`\${{ env.${id.toUpperCase()}_ROLE }}`);
  });
});

// A workflow cannot import: these are the places where it repeats a fact of lib/names.ts and lib/owner.ts.
describe('names', () => {
  const { account, region, domain } = OWNER.places.production;
  const name = 'production';

  it('are those of the AWS half', () => {
    expect(workflow.env).toEqual({
      AWS_REGION: region,
      BUILD_ROLE: roleArn(account, pipelineRoleName(name, 'build')),
      DEPLOY_ROLE: roleArn(account, pipelineRoleName(name, 'deploy')),
      REGISTRY: `${account}.dkr.ecr.${region}.amazonaws.com`,
      REPOSITORY: APP_REPOSITORY,
      CLUSTER: clusterName(name),
      SITE: `https://${domain}`,
    });
  });

  it('are written out here, so that a change of both is seen', () => {
    expect(workflow.env).toMatchObject({
      BUILD_ROLE: expect.stringMatching(/^arn:aws:iam::\d{12}:role\/playcode-production-build$/),
      DEPLOY_ROLE: expect.stringMatching(/^arn:aws:iam::\d{12}:role\/playcode-production-deploy$/),
      REPOSITORY: 'playcode-app',
      CLUSTER: 'playcode-production',
    });
  });

  it('of the deploy script are the namespaces and the Deployment of the charts', () => {
    const script = readFileSync('scripts/deploy.sh', 'utf8');
    expect(script).toMatch(/^NAMESPACE=playcode$/m);
    expect(script).toMatch(/^DEPLOYMENT=playcode-app$/m);
    expect(script).toMatch(/^NAMESPACES=\(playcode monitoring ingress-nginx\)$/m);
  });
});
