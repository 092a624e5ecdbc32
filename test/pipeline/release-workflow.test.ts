import { expect, it } from 'vitest';
import { readWorkflow } from './workflow.ts';

const { jobs, on } = readWorkflow('release.yml');
const commands = (id: string) => (jobs[id]?.steps ?? []).flatMap(({ run }) => run ?? []);

it('runs on a tag of a version, which must be the version of the package', () => {
  expect(on).toEqual({ push: { tags: ['v*.*.*'] } });
  expect(commands('pack')).toContain(
    `test "v$(node -p 'require("./package.json").version')" = "$GITHUB_REF_NAME"`,
  );
});

it('publishes with provenance and without a stored token', () => {
  expect(commands('publish')).toEqual(['npm publish --provenance --access public ./*.tgz']);
  expect(jobs.publish?.permissions['id-token']).toBe('write');
  expect(JSON.stringify(jobs)).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
});

it('installs and builds nothing where it may sign', () => {
  const uses = jobs.publish?.steps.map(({ uses: action }) => action?.replace(/@.*/, '') ?? '') ?? [];
  expect(uses).not.toContain('actions/checkout');
  expect(commands('publish').join('\n')).not.toMatch(/npm (ci|install|run)/);
});
