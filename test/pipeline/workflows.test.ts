import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findPart } from '../parts.ts';
import { readWorkflow, WORKFLOWS } from './workflow.ts';

const run = promisify(execFile);

/** What a checker prints, also where it finds something and exits with a status. */
async function printed(program: string, args: readonly string[]): Promise<string> {
  return run(program, args).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

const files = readdirSync(WORKFLOWS);

describe.each(files)('%s', (file) => {
  const workflow = readWorkflow(file);

  it('pins every action to a commit and says which release that is', () => {
    const uses = readFileSync(`${WORKFLOWS}/${file}`, 'utf8').match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const use of uses) {
      expect(use).toMatch(/^uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('keeps no credential in the checkout and ends every job', () => {
    for (const [id, job] of Object.entries(workflow.jobs)) {
      expect(job, id).toHaveProperty('timeout-minutes');
      for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout'))) {
        expect(step.with?.['persist-credentials'], id).toBe(false);
      }
    }
  });

  it('runs only scripts that exist', () => {
    const scripts = JSON.stringify(workflow).match(/scripts\/[\w-]+\.(sh|ts|mjs|mts)/g) ?? [];
    for (const script of scripts) expect(readFileSync(script, 'utf8')).not.toBe('');
  });
});

it('one action has one version in all workflows', () => {
  const versions = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, action = '', pin = ''] of readFileSync(`${WORKFLOWS}/${file}`, 'utf8').matchAll(
      /uses: (\S+)@(\S+)/g,
    )) {
      versions.set(action, (versions.get(action) ?? new Set()).add(pin));
    }
  }
  expect([...versions].filter(([, pins]) => pins.size > 1)).toEqual([]);
});

const actionlint = findPart('actionlint', 'ACTIONLINT');
it.skipIf(!actionlint)('actionlint finds nothing', async () => {
  expect(await printed(actionlint!, ['-no-color', '-oneline'])).toBe('');
  console.log(`actionlint: 0 findings in ${files.length} workflows`);
});

const zizmor = findPart('zizmor', 'ZIZMOR');
it.skipIf(!zizmor)('zizmor, pedantic, finds nothing', async () => {
  const { stdout } = await run(zizmor!, [
    '--offline',
    '--persona=pedantic',
    '--format=json',
    '--no-exit-codes',
    '.github',
  ]);
  expect(JSON.parse(stdout)).toEqual([]);
  console.log(`zizmor: 0 findings in ${files.length} workflows and dependabot.yml`);
});

const shellcheck = findPart('shellcheck', 'SHELLCHECK');
it.skipIf(!shellcheck)('shellcheck finds nothing in the scripts', async () => {
  const scripts = readdirSync('scripts').filter((file) => file.endsWith('.sh'));
  const installers = readdirSync('.ci/parts').map((file) => `.ci/parts/${file}`);
  const all = [
    '.ci/install',
    '.ci/cluster',
    '.ci/run',
    ...installers,
    ...scripts.map((file) => `scripts/${file}`),
  ];
  // SC2317: functions that are called by another function look unreachable to older versions.
  expect(await printed(shellcheck!, ['--exclude=SC2317', '--format=gcc', ...all])).toBe('');
  console.log(`shellcheck: 0 findings in ${all.length} scripts`);
});

interface IgnoredFinding {
  readonly id: string;
  readonly statement?: string;
  readonly expired_at?: string;
}

it('a finding is ignored for a reason and for at most 90 days', () => {
  const ignored = parse(readFileSync('.github/trivyignore.yaml', 'utf8')) as Record<string, IgnoredFinding[]>;
  expect(Object.keys(ignored)).toContain('vulnerabilities');
  for (const finding of Object.values(ignored).flat()) {
    expect(finding.statement?.length ?? 0, `${finding.id}: statement`).toBeGreaterThan(20);
    const days = (Date.parse(finding.expired_at ?? '') - Date.now()) / 86_400_000;
    expect(days, `${finding.id}: expired_at`).toBeLessThanOrEqual(90);
  }
});
