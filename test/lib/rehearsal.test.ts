import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../lib/environment.ts';
import { buildPlatform } from '../../lib/platform.ts';
import { findPart } from '../parts.ts';
import { AwsEmulator } from './aws-emulator.ts';
import { production } from './platform.ts';

/** Stacks that an emulator can deploy; it knows neither EKS nor SES. */
const STACKS = ['production/data', 'production/network', 'production/registry'];

/**
 * Synthesizes an environment less two things that the emulator cannot do: protect a stack from termination, and run
 * the Lambda behind a custom resource.
 */
async function assembly(folder: string, environment: Environment): Promise<string> {
  const app = new App({ outdir: folder, analyticsReporting: false });
  const stage = await buildPlatform(app, environment);
  for (const stack of stage.node.children.filter(Stack.isStack)) stack.terminationProtection = false;
  for (const construct of stage.node.findChild('network').node.findAll()) {
    if (!CfnResource.isCfnResource(construct) || !construct.cfnResourceType.startsWith('Custom::')) continue;
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
  }
  app.synth();
  return folder;
}

const moto = findPart('moto_server', 'MOTO_SERVER');

// It proves the way of the CLI and no more: what the emulator does not know it leaves out without a word. The
// templates themselves are held by assertions and checkers.
describe.skipIf(!moto)('the CDK CLI, before an emulator of AWS', { timeout: 240_000 }, () => {
  let work = '';
  let aws: AwsEmulator;
  let today = '';

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'playcode-rehearsal-'));
    [aws, today] = await Promise.all([
      AwsEmulator.start(moto!, '111122223333'),
      assembly(join(work, 'today'), production()),
    ]);
  }, 120_000);

  afterAll(async () => {
    await aws?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  const deploy = () =>
    aws.cdk('deploy', '--app', today, ...STACKS, '--method', 'direct', '--require-approval', 'never');

  it('bootstraps the account', async () => {
    const { status, output } = await aws.cdk(
      'bootstrap',
      '--app',
      today,
      'aws://111122223333/ap-northeast-2',
    );
    expect(output).toContain('Environment aws://111122223333/ap-northeast-2 bootstrapped.');
    expect(status).toBe(0);
  });

  it('deploys the stacks, each after those that it imports from', async () => {
    const { status, output } = await deploy();
    const deployed = [...output.matchAll(/✅ {2}(\S+)/g)].map(([, stack]) => stack);
    expect(deployed[0]).toBe('production/data');
    expect(deployed.sort()).toEqual(STACKS);
    expect(status).toBe(0);
    const made = await aws.resourcesOf('playcode-production-network');
    expect(made.filter((type) => type === 'AWS::EC2::Subnet')).toHaveLength(6);
    expect(made.filter((type) => type === 'AWS::EC2::NatGateway')).toHaveLength(1);
    expect(await aws.resourcesOf('playcode-production-registry')).toEqual(['AWS::ECR::Repository']);
  });

  it('deploys nothing the second time', async () => {
    const { status, output } = await deploy();
    expect(output.match(/✅ {2}.*/g)?.sort()).toEqual([
      '✅  production/data (playcode-production-data) (no changes)',
      '✅  production/network (playcode-production-network) (no changes)',
      '✅  production/registry (playcode-production-registry) (no changes)',
    ]);
    expect(status).toBe(0);
  });

  it('shows a change, and none where there is none', async () => {
    const tomorrow = await assembly(join(work, 'tomorrow'), { ...production(), natGateways: 2 });
    const diff = (app: string) =>
      aws.cdk('diff', '--app', app, ...STACKS, '--exclusively', '--method', 'template', '--fail');
    const [same, other] = await Promise.all([diff(today), diff(tomorrow)]);
    expect(same.output).toContain('Number of stacks with differences: 0');
    expect(same.status).toBe(0);
    expect(other.output).toMatch(
      /\[\+\] AWS::EC2::NatGateway network\/Network\/Vpc\/publicSubnet2\/NATGateway/,
    );
    expect(other.output).toContain('Number of stacks with differences: 1');
    expect(other.status).toBe(1);
  });
});
