import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stage } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acknowledge, acknowledgements } from '../../lib/acknowledgements.ts';
import { environments } from '../../lib/environment.ts';
import { buildPlatform } from '../../lib/platform.ts';
import { ZonedStack } from '../../lib/zoned-stack.ts';
import { itWith } from '../parts.ts';

const run = promisify(execFile);
const CFN_LINT = { name: 'cfn-lint', variable: 'CFN_LINT' };
const CHECKOV = { name: 'checkov', variable: 'CHECKOV' };

/** Runs a checker that exits with a status when it finds something; what it printed is the answer. */
async function ask(command: string, args: readonly string[]): Promise<string> {
  const answer = run(command, [...args], { maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await answer.catch((error: { stdout?: string; message: string }) => {
    if (error.stdout) return { stdout: error.stdout };
    throw error;
  });
  return stdout;
}

interface CheckovReport {
  readonly summary: { readonly passed: number; readonly failed: number; readonly skipped: number };
  readonly results: {
    readonly failed_checks: ReadonlyArray<{ readonly check_id: string; readonly resource: string }>;
  };
}

async function checkov(command: string, folder: string): Promise<CheckovReport> {
  const args = ['--skip-download', '--framework', 'cloudformation', '--output', 'json', '-d', folder];
  return JSON.parse(await ask(command, args)) as CheckovReport;
}

async function cfnLint(command: string, folder: string): Promise<string[]> {
  const found = JSON.parse(
    await ask(command, ['--format', 'json', `${folder}/**/*.template.json`]),
  ) as Array<{
    Rule: { Id: string };
    Message: string;
  }>;
  return found.map(({ Rule, Message }) => `${Rule.Id} ${Message}`);
}

/** What is acknowledged in all environments, of the checker whose rules begin so. */
function findingsOf(rules: RegExp): string[] {
  return Object.values(environments)
    .flatMap(acknowledgements)
    .flatMap(({ findings }) => findings.filter((finding) => rules.test(finding)));
}

let templates: string;
let careless: string;
beforeAll(async () => {
  templates = mkdtempSync(join(tmpdir(), 'playcode-checked-'));
  const app = new App({ outdir: templates, analyticsReporting: false });
  for (const environment of Object.values(environments)) await buildPlatform(app, environment);
  app.synth();

  careless = mkdtempSync(join(tmpdir(), 'playcode-careless-'));
  const other = new App({ outdir: careless, analyticsReporting: false });
  const stack = new ZonedStack(other, 'Careless', { zones: ['eu-west-1a'], env: { region: 'eu-west-1' } });
  new s3.CfnBucket(stack, 'Open', { accessControl: 'PublicReadWrite', bucketName: 'Not_A_Bucket_Name' });
  other.synth();
});
afterAll(() => {
  for (const folder of [templates, careless]) rmSync(folder, { recursive: true, force: true });
});

describe('the templates of every environment', () => {
  itWith(CFN_LINT, 'cfn-lint finds no error and no warning', async (command) => {
    expect(await cfnLint(command, templates)).toEqual([]);
    const acknowledged = findingsOf(/^W/);
    console.log(`cfn-lint: 0 findings, ${acknowledged.length} acknowledged`);
  });

  itWith(CHECKOV, 'checkov finds nothing but what is acknowledged', async (command) => {
    const { summary, results } = await checkov(command, templates);
    expect(results.failed_checks.map(({ check_id, resource }) => `${check_id} at ${resource}`)).toEqual([]);
    expect(summary.passed).toBeGreaterThan(500);
    expect(summary.skipped).toBe(findingsOf(/^CKV/).length);
    console.log(
      `checkov: ${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} acknowledged`,
    );
  });
});

describe('the checkers', () => {
  itWith(CFN_LINT, 'cfn-lint sees a bucket with an impossible name', async (command) => {
    expect((await cfnLint(command, careless)).join()).toContain('Not_A_Bucket_Name');
  });

  itWith(CHECKOV, 'checkov sees a bucket that is open to the world', async (command) => {
    const { results } = await checkov(command, careless);
    expect(results.failed_checks.map(({ check_id }) => check_id)).toContain('CKV_AWS_57');
  });
});

describe('an acknowledgement', () => {
  const stage = () => {
    const made = new Stage(new App(), 'stage');
    const stack = new ZonedStack(made, 'stack', { zones: ['eu-west-1a'], env: { region: 'eu-west-1' } });
    new s3.Bucket(stack, 'Bucket');
    return made;
  };

  it('of a construct that has gone is an error, not a silence', () => {
    expect(() =>
      acknowledge(stage(), [{ at: 'stack/Gone', findings: ['CKV_AWS_18'], reason: 'none' }]),
    ).toThrow('acknowledgement at stack/Gone: no such construct in stage');
  });

  it('for checkov stands at the resource itself', () => {
    expect(() =>
      acknowledge(stage(), [{ at: 'stack/Bucket', findings: ['CKV_AWS_18'], reason: 'none' }]),
    ).toThrow('acknowledgement at stack/Bucket: found a construct, expected the resource itself');
  });
});
