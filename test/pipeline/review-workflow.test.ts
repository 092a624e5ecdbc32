import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MARKER } from '../../review/report.ts';
import { readWorkflow } from './workflow.ts';

const { jobs, on } = readWorkflow('review.yml');
const stepsOf = (id: string) => jobs[id]?.steps ?? [];

it('runs on pull requests, also when an edited description may acknowledge a danger', () => {
  expect(on).toEqual({ pull_request: { types: ['opened', 'synchronize', 'reopened', 'edited'] } });
});

it('runs everything that decides what lands', () => {
  expect(stepsOf('test').map(({ run }) => run)).toContain('.ci/run');
});

it('tests a commit again unless it has passed, whatever is edited: a skipped job would count as passed', () => {
  expect(jobs.test?.if).toBeUndefined();
  const [ask, ...rest] = stepsOf('test');
  // A pull request that goes to another branch is edited, too, and another merge.
  expect(ask?.if).toBe("github.event.action == 'edited' && !github.event.changes.base");
  expect(ask?.run).toContain('select(.conclusion == "success")');
  for (const step of rest) expect(step.if).toBe("steps.passed.outputs.before != 'true'");
});

it('builds the real parts of the tests again only when what installs them has changed', () => {
  const cache = stepsOf('test').find(({ uses }) => uses?.startsWith('actions/cache'));
  expect(cache?.with).toMatchObject({ path: '~/.cache/playcode' });
  expect(cache?.with?.key).toContain("hashFiles('.ci/install', '.ci/parts/*')");
});

it('reviews the branch against the commit it comes from, with the description as data', () => {
  const step = stepsOf('review').find(({ run }) => run?.includes('npm run --silent review'));
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: expressions of GitHub Actions
  expect(step?.env).toEqual({
    BASE: '${{ github.event.pull_request.base.sha }}',
    REVIEW_DESCRIPTION: '${{ github.event.pull_request.body }}',
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
  expect(step?.run).not.toContain('github.event');
});

it('never gives the code of a pull request a right to write', () => {
  const writing = Object.values(jobs).filter(({ permissions }) =>
    Object.values(permissions).includes('write'),
  );
  expect(writing.map(({ name }) => name)).toEqual(['Comment']);
  const uses = writing.flatMap(({ steps }) => steps.map((step) => step.uses ?? ''));
  expect(uses.filter((action) => action.startsWith('actions/checkout'))).toEqual([]);
});

it('keeps one comment up to date, found by the mark that the report begins with', () => {
  const step = stepsOf('comment').find(({ run }) => run?.includes('gh api'));
  expect(step?.run).toContain(`marker='${MARKER}'`);
  expect(step?.run).toMatch(/--method PATCH[\s\S]*--method POST/);
});

it('has the checks that the page of the first deployment requires of a change of main', () => {
  const [, names = ''] =
    /requires the checks (.*?)\./.exec(readFileSync('docs/first-deploy.md', 'utf8')) ?? [];
  expect(names).toBe('`Test` and `Dangers are acknowledged`');
  expect(Object.values(jobs).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Test', 'Dangers are acknowledged']),
  );
});

it('is not trusted alone: a pull request brings the code that judges it, so that somebody else approves', () => {
  const page = readFileSync('docs/first-deploy.md', 'utf8').replaceAll(/\s+/g, ' ');
  expect(page).toContain('the rule requires the approval of somebody else, too, given after the last push.');
});

describe('the verdict', () => {
  const verdict = (status: string) =>
    spawnSync('bash', ['-ec', stepsOf('verdict')[0]?.run ?? ''], { env: { ...process.env, STATUS: status } })
      .status;

  it('is a job of its own, which is not skipped where the review fails: that would count as passed', () => {
    expect(jobs.verdict).toMatchObject({ needs: 'review', permissions: {} });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
    expect(jobs.verdict?.if).toBe('${{ !cancelled() }}');
  });

  it.each([
    ['0', 'passes', 0],
    ['1', 'fails on a danger that nobody acknowledged', 1],
    ['', 'fails where there was no review', 1],
  ])('of "%s" %s', (status, _, expected) => {
    expect(verdict(status)).toBe(expected);
  });
});
