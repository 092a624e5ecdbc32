import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Manifest } from '../../charts-ts/index.ts';
import { itWith } from '../parts.ts';
import { SCORE_EXCEPTIONS } from './score-exceptions.ts';
import { synthesized } from './synthesized.ts';

/** The cluster's version, whose schemas `.ci/parts/kube-tools` prepares. */
const VERSION = '1.35';

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const schemas =
  process.env.KUBERNETES_SCHEMAS ?? join(cache, 'playcode', 'kubernetes-schemas', `v${VERSION}.0`);

const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
const file = join(folder, 'all.yaml');
const objects = synthesized();
beforeAll(() => writeFileSync(file, Yaml.stringify(...objects)));
afterAll(() => rmSync(folder, { recursive: true }));

interface Validated {
  readonly resources: readonly { readonly name: string; readonly status: string; readonly msg: string }[];
  readonly summary: Readonly<Record<'valid' | 'invalid' | 'errors' | 'skipped', number>>;
}

function conform(kubeconform: string, path: string): Validated {
  const locations = [schemas, join(import.meta.dirname, 'schemas')].flatMap((location) => [
    '-schema-location',
    join(location, '{{.ResourceKind}}{{.KindSuffix}}.json'),
  ]);
  const { stdout } = spawnSync(kubeconform, ['-strict', '-summary', '-output', 'json', ...locations, path], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout) as Validated;
}

describe('kubeconform', () => {
  // Without its schemas it is as good as missing.
  const kubeconform = existsSync(schemas)
    ? { name: 'kubeconform', variable: 'KUBECONFORM' }
    : { name: 'kubernetes-schemas', variable: 'KUBERNETES_SCHEMAS' };

  itWith(kubeconform, `finds every object valid for Kubernetes ${VERSION}, to the last field`, (command) => {
    const { resources, summary } = conform(command, file);
    expect(resources ?? []).toEqual([]);
    expect(summary).toEqual({ valid: objects.length, invalid: 0, errors: 0, skipped: 0 });
  });

  itWith(kubeconform, 'would notice a field that does not exist', (command) => {
    const wrong = structuredClone(objects.find((object) => object.kind === 'Deployment')) as Manifest;
    Object.assign(wrong.spec as object, { replica: 3 });
    const path = join(folder, 'wrong.yaml');
    writeFileSync(path, Yaml.stringify(wrong));
    expect(conform(command, path).summary).toMatchObject({ valid: 0, invalid: 1 });
  });
});

interface Scored {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

/** The lowest grade that is no finding. */
const GOOD = 10;

describe('kube-score', () => {
  itWith(
    { name: 'kube-score', variable: 'KUBE_SCORE' },
    'finds nothing but what is excepted for a reason',
    (command) => {
      const { stdout } = spawnSync(
        command,
        ['score', '--kubernetes-version', `v${VERSION}`, '--output-format', 'json', file],
        { encoding: 'utf8', maxBuffer: 2 ** 26 },
      );
      const findings = (JSON.parse(stdout) as readonly Scored[]).flatMap(({ object_name, checks }) =>
        checks
          .filter((check) => !check.skipped && check.grade < GOOD)
          .map((check) => ({ check: check.check.id, object: object_name.split('/').slice(-2).join('/') })),
      );
      const excepted = ({ check, object }: { readonly check: string; readonly object: string }) =>
        SCORE_EXCEPTIONS.some(
          (one) => one.check === check && (one.objects === 'all' || one.objects.includes(object)),
        );
      expect(findings.filter((finding) => !excepted(finding))).toEqual([]);
      const unused = SCORE_EXCEPTIONS.flatMap((one) =>
        (one.objects === 'all' ? [undefined] : one.objects)
          .filter(
            (object) =>
              !findings.some((found) => found.check === one.check && (!object || found.object === object)),
          )
          .map((object) => `${one.check} ${object ?? ''}`),
      );
      expect(unused, 'these exceptions are no longer needed').toEqual([]);
    },
  );
});
