import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../../service/src');
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

describe('the server, which could run another game,', () => {
  it.each(files)('%s knows the game by its interface only, and nothing of land', (name) => {
    const text = readFileSync(join(SOURCE, name), 'utf8');
    const imports = [...text.matchAll(/from '(?:\.\.\/)+(game\/[^']+)'/g)].map(([, from]) => from);
    expect(imports.filter((from) => from !== 'game/index.ts')).toEqual([]);
    expect(text).not.toMatch(/\b(land|trails?|walls?|territory|captures?)\b/i);
  });
});
