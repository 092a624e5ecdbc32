import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../charts-ts/index.ts';
import { synthesized } from './synthesized.ts';

const FOLDER = join(import.meta.dirname, 'snapshots');

/** Names of ConfigMaps end in a hash of their content; a reader wants to see the content change, not its hash. */
const HASH = /-[0-9a-f]{10}\b/g;

const objects = synthesized();
const hashed = objects.filter((object) => object.kind === 'ConfigMap').map((object) => object.metadata.name);

function withoutHashes(text: string): string {
  return hashed.reduce((result, name) => result.replaceAll(name, name.replace(HASH, '-HASH')), text);
}

function fileOf(object: Manifest): string {
  const { namespace, name } = object.metadata;
  return withoutHashes(`${namespace ?? 'cluster'}.${object.kind}.${name}.yaml`).replaceAll(':', '_');
}

describe('each object as a file for its reviewer', () => {
  it.each(objects.map((object) => [fileOf(object), object] as const))('%s', async (file, object) => {
    await expect(withoutHashes(Yaml.stringify(object))).toMatchFileSnapshot(join(FOLDER, file));
  });

  it('has no file of an object that is gone', () => {
    mkdirSync(FOLDER, { recursive: true });
    const expected = new Set(objects.map(fileOf));
    const stale = readdirSync(FOLDER).filter((file) => !expected.has(file));
    expect(stale, 'delete these files: their objects are no longer synthesized').toEqual([]);
  });

  it('gives no two objects one file', () => {
    expect(new Set(objects.map(fileOf)).size).toBe(objects.length);
  });
});
