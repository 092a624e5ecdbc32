import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readmeParts, withPart } from '../../scripts/readme-parts.ts';

const pages = ['README.md', 'CONTRIBUTING.md'];
const readme = readFileSync('README.md', 'utf8');

describe('the README', () => {
  it('shows the flows and roles that the code makes', async () => {
    for (const [name, part] of Object.entries(await readmeParts()))
      expect(readme, `run npm run readme: the part "${name}" is out of date`).toBe(
        withPart(readme, name, part),
      );
  });

  it('shows the customer’s flows', () => {
    for (const flow of [
      'ingress -->|"3000"| app',
      'app -->|"27017"| mongo',
      'prometheus -->|"9121"| redisExporter',
    ])
      expect(readme).toContain(flow);
    expect(readme).not.toContain('grafana -->|"27017"| mongo');
  });
});

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('names only commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names only files that exist', () => {
    const named = [
      ...text.matchAll(/`((?:\.ci|\.github|bin|charts-ts|docs|lib|review|scripts|service|test)\/[\w./-]*)`/g),
    ];
    const pictures = [...text.matchAll(/src="([^"]+)"/g)];
    expect(named.length).toBeGreaterThan(3);
    expect([...named, ...pictures].map(([, file]) => file!).filter((file) => !existsSync(file))).toEqual([]);
  });
});
