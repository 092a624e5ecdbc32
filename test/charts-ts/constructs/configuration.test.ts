import { App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { Configuration, objectsOf } from '../../../charts-ts/index.ts';

function configuration(files: Record<string, string>) {
  const app = new App();
  const made = new Configuration(new Chart(app, 'chart', { namespace: 'shop' }), 'configuration', {
    name: 'web',
    files,
  });
  return { name: made.name, object: objectsOf(app)[0]! };
}

describe('Configuration', () => {
  it('is immutable and named by its content', () => {
    const { name, object } = configuration({ a: '1' });
    expect(name).toMatch(/^web-[0-9a-f]{10}$/);
    expect(object).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name },
      immutable: true,
      data: { a: '1' },
    });
  });

  it('has another name when a file changes, and the same when files are written in another order', () => {
    expect(configuration({ a: '1' }).name).not.toBe(configuration({ a: '2' }).name);
    expect(configuration({ a: '1' }).name).not.toBe(configuration({ b: '1' }).name);
    expect(configuration({ a: '1', b: '2' }).name).toBe(configuration({ b: '2', a: '1' }).name);
  });
});
