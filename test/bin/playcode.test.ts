import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'playcode-app-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

/** Runs the app as the CLI or a person would, without a credential or a proxy to find one by. */
function run(variables: Readonly<Record<string, string>>, ...preload: string[]) {
  const { HOME = '', PATH = '' } = process.env;
  const modules = ['@swc-node/register', ...preload].flatMap((name) => ['-r', name]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...modules, 'bin/playcode.ts'], {
    encoding: 'utf8',
    env: { HOME, PATH, AWS_EC2_METADATA_DISABLED: 'true', CDK_OUTDIR: outdir, ...variables },
  });
  return { status, said: stdout + stderr };
}

const BY_CLI = {
  CDK_CLI_VERSION: '2.1129.0',
  // What the CLI sets before some of its commands.
  CDK_CONTEXT_JSON: '{"@aws-cdk/core:failSynthOnValidationErrors":false}',
};

/** What CDK reports of one of its feature flags. */
interface Flag {
  readonly recommendedValue: unknown;
  readonly userValue?: unknown;
  readonly unconfiguredBehavesLike?: { readonly v2?: unknown };
}

describe('the CDK app', () => {
  it('writes six stacks for each environment and says nothing', () => {
    expect(run({})).toEqual({ status: 0, said: '' });
    for (const environment of ['production', 'staging']) {
      const files = readdirSync(join(outdir, `assembly-${environment}`));
      expect(files.filter((file) => file.endsWith('.template.json'))).toHaveLength(6);
    }
  });

  it('leaves no recommendation of CDK unanswered', () => {
    run({ CDK_CONTEXT_JSON: '{"environment":"staging"}' });
    const { artifacts } = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8'));
    const flags = Object.entries<Flag>(artifacts['aws-cdk-lib/feature-flag-report'].properties.flags);
    expect(flags.length).toBeGreaterThan(50);
    const unanswered = flags.filter(
      ([, { recommendedValue, userValue, unconfiguredBehavesLike }]) =>
        userValue === undefined && (unconfiguredBehavesLike?.v2 ?? false) !== recommendedValue,
    );
    expect(unanswered).toEqual([]);
  });

  it('makes one environment where that is asked, and none that nobody knows', () => {
    expect(run({ CDK_CONTEXT_JSON: '{"environment":"staging"}' })).toEqual({ status: 0, said: '' });
    expect(readdirSync(outdir).filter((file) => file.startsWith('assembly-'))).toEqual(['assembly-staging']);
    expect(run({ CDK_CONTEXT_JSON: '{"environment":"moon"}' })).toEqual({
      status: 1,
      said: 'environment: found "moon", expected one of production, staging, or no -c environment at all\n',
    });
  });

  it('is checked by cdk-nag before every deployment', () => {
    expect(run({}).status).toBe(0);
    expect(existsSync(join(outdir, 'validation-report.json'))).toBe(false);
    expect(run(BY_CLI).status).toBe(0);
    expect(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'))).toMatchObject({
      pluginReports: [],
    });
  });

  it('stops a deployment that cdk-nag finds something in', () => {
    const { status, said } = run(BY_CLI, './test/bin/one-finding.cjs');
    expect(status).toBe(1);
    expect(said).toContain('Validation failed');
  });

  it('makes the same templates with the CLI and without', () => {
    const templates = () =>
      readdirSync(outdir, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.template.json'))
        .sort()
        .map((file) => readFileSync(join(outdir, file), 'utf8'));
    run({});
    const bare = templates();
    rmSync(join(outdir, 'assembly-production'), { recursive: true });
    expect(existsSync(join(outdir, 'assembly-production'))).toBe(false);
    run(BY_CLI);
    expect(templates()).toEqual(bare);
  });
});
