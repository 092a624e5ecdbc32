import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { environmentOf } from '../../lib/environment.ts';
import { OWNER } from '../../lib/owner.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'charts-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('charts-ts/main.ts', () => {
  beforeAll(() => {
    execFileSync(process.execPath, ['-r', '@swc-node/register', 'charts-ts/main.ts'], {
      cwd: root,
      env: {
        ...process.env,
        CDK8S_OUTDIR: folder,
        IMAGE_APP: 'registry.example/app:abc',
        PLATFORM_ENVIRONMENT: 'staging',
      },
    });
  });

  it('writes a folder for each chart and a file for each object', () => {
    expect(readdirSync(folder).sort()).toEqual(['ingress-nginx', 'monitoring', 'platform', 'playcode']);
    for (const chart of readdirSync(folder)) {
      for (const file of readdirSync(join(folder, chart))) {
        const object = parse(readFileSync(join(folder, chart, file), 'utf8'));
        expect(file).toBe(`${object.kind}.${object.metadata.name}.k8s.yaml`);
        if (chart !== 'platform') expect(object.metadata.namespace, file).toBe(chart);
      }
    }
  });

  it('writes the manifests of the environment that is named, and of production where none is', () => {
    const account = readFileSync(join(folder, 'playcode', 'ServiceAccount.playcode-app.k8s.yaml'), 'utf8');
    const { staging } = OWNER.places;
    expect(account).toContain(`arn:aws:iam::${staging.account}:role/playcode-staging-app\n`);
    const ingress = readFileSync(join(folder, 'playcode', 'Ingress.playcode-app.k8s.yaml'), 'utf8');
    expect(ingress).toContain(`host: ${staging.domain}\n`);
    expect(environmentOf({}).name).toBe('production');
    expect(() => environmentOf({ PLATFORM_ENVIRONMENT: 'prod' })).toThrow(
      'PLATFORM_ENVIRONMENT: found "prod", expected one of production, staging, or none for production',
    );
  });

  it('takes images from outside', () => {
    const text = readFileSync(join(folder, 'playcode', 'Deployment.playcode-app.k8s.yaml'), 'utf8');
    expect(text).toContain('image: registry.example/app:abc\n');
  });

  it('leaves what only an administrator may do to dist/platform', () => {
    const kinds = (chart: string) =>
      new Set(readdirSync(join(folder, chart)).map((file) => file.split('.')[0]));
    for (const chart of ['playcode', 'monitoring', 'ingress-nginx']) {
      for (const kind of [
        'Namespace',
        'Role',
        'RoleBinding',
        'ClusterRole',
        'ResourceQuota',
        'PriorityClass',
      ]) {
        expect(kinds(chart).has(kind), `${chart} ${kind}`).toBe(false);
      }
    }
    expect(kinds('platform').has('Namespace')).toBe(true);
  });
});
