import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { imageOverrides, imagesOf } from '../../charts-ts/index.ts';
import { production } from '../../lib/environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'images-'));
afterAll(() => rmSync(folder, { recursive: true }));

function overridesOf(content: string): ReturnType<typeof imageOverrides> {
  const file = join(folder, 'images.json');
  writeFileSync(file, content);
  return imageOverrides({ IMAGES_FILE: file });
}

describe('images', () => {
  it('each name a version', () => {
    for (const [id, image] of Object.entries(imagesOf(production))) {
      expect(image, id).toMatch(/^[\w.-]+(\/[\w.-]+)+:[\w.-]+$/);
      expect(image, id).not.toMatch(/bitnami|latest/);
    }
  });

  it('are replaced by a file, and by variables that win over it', () => {
    expect(overridesOf('{"mongo": "local/mongo:7"}')).toEqual({ mongo: 'local/mongo:7' });
    expect(imageOverrides({ IMAGE_APP: 'a:1', IMAGE_KUBE_STATE_METRICS: 'k:2' })).toEqual({
      app: 'a:1',
      kubeStateMetrics: 'k:2',
    });
    const file = join(folder, 'images.json');
    expect(imageOverrides({ IMAGES_FILE: file, IMAGE_MONGO: 'm:3' })).toEqual({ mongo: 'm:3' });
    expect(imagesOf(production, { app: 'a:1' }).app).toBe('a:1');
  });

  it('are refused when unknown or empty, by name', () => {
    expect(() => overridesOf('{"mongodb": "x"}')).toThrow(
      /unknown image "mongodb", expected one of app, mongo,/,
    );
    expect(() => overridesOf('{"mongo": 7}')).toThrow(/image "mongo" is 7, expected a reference/);
    expect(() => overridesOf('{"mongo": ""}')).toThrow(/image "mongo" is "", expected a reference/);
  });
});
