import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

interface Update {
  readonly 'package-ecosystem': string;
  readonly directory: string;
  readonly cooldown: { readonly 'default-days': number };
  readonly groups?: Readonly<Record<string, { readonly patterns?: readonly string[] }>>;
}

const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8')) as { updates: Update[] };
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;

it('looks after packages, actions and the base image, and lets a release rest for a week', () => {
  expect(updates.map((update) => [update['package-ecosystem'], update.directory])).toEqual([
    ['npm', '/'],
    ['github-actions', '/'],
    ['docker', '/service'],
  ]);
  for (const { cooldown } of updates) expect(cooldown['default-days']).toBe(7);
});

it('moves together what is pinned together: the CDK, its CLI and eks-blueprints', () => {
  const patterns = updates[0]?.groups?.cdk?.patterns ?? [];
  const matches = (name: string) =>
    patterns.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
  for (const name of ['aws-cdk', 'aws-cdk-lib', '@aws-quickstart/eks-blueprints', 'constructs', 'cdk-nag']) {
    expect(matches(name), name).toBe(true);
  }
  const blueprints = JSON.parse(
    readFileSync('node_modules/@aws-quickstart/eks-blueprints/package.json', 'utf8'),
  ) as {
    peerDependencies: Record<string, string>;
  };
  for (const name of ['aws-cdk', 'aws-cdk-lib']) {
    expect(manifest.devDependencies?.[name], name).toBe(blueprints.peerDependencies[name]);
  }
});

it('every dependency of the root has one exact version', () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  }
});
