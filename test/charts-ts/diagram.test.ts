import { describe, expect, it } from 'vitest';
import { flowDiagram } from '../../charts-ts/index.ts';

const lines = flowDiagram()
  .split('\n')
  .map((line) => line.trim());

describe('the diagram of flows', () => {
  it('draws the customer’s nine, with their ports', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        'ingress -->|"3000"| app',
        'app -->|"27017"| mongo',
        'app -->|"6379"| redis',
        'app -->|"443, 587"| outside',
        'mongoExporter -->|"27017"| mongo',
        'redisExporter -->|"6379"| redis',
        'prometheus -->|"3000"| app',
        'prometheus -->|"9216"| mongoExporter',
        'prometheus -->|"9121"| redisExporter',
      ]),
    );
  });

  it('groups by namespace and ends each group', () => {
    const groups = lines.filter((line) => line.startsWith('subgraph '));
    expect(groups).toEqual(['subgraph playcode', 'subgraph monitoring', 'subgraph ingress-nginx']);
    expect(lines.filter((line) => line === 'end')).toHaveLength(3);
  });

  it('draws no arrow from or to somebody it does not show', () => {
    const shown = new Set(lines.flatMap((line) => /^(\w+)\(?\["/.exec(line)?.[1] ?? []));
    const arrows = lines.filter((line) => line.includes('-->'));
    expect(arrows.length).toBe(23);
    for (const arrow of arrows) {
      const [, from, to] = /^(\w+) -->\|"[\d, ]+"\| (\w+)$/.exec(arrow) ?? [];
      expect(shown.has(from!), arrow).toBe(true);
      expect(shown.has(to!), arrow).toBe(true);
    }
  });
});
