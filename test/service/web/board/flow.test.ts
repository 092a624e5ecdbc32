import { describe, expect, it } from 'vitest';
import { flowFrom, UNFOLD_MS, unfolded } from '../../../../service/web/src/board/flow.ts';

const field = { width: 64, begun: 1_000, still: false };

describe('a capture flowing in', () => {
  it('spreads from its origin outwards', () => {
    const flow = flowFrom(10, [74, 12, 10, 11, 138], 3, field);
    expect([...flow.cells]).toEqual([10, 74, 11, 12, 138]);
    const delays = [...flow.delays];
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(delays[0]).toBe(0);
  });

  it('takes well under a second, however large', () => {
    const cells = Array.from({ length: 4_096 }, (_, cell) => cell);
    const flow = flowFrom(0, cells, 3, field);
    expect(flow.delays.at(-1)! + UNFOLD_MS).toBeLessThanOrEqual(750);
  });

  it('unfolds each cell from nothing to all of it', () => {
    const flow = flowFrom(0, [5], 3, field);
    const start = 1_000 + flow.delays[0]!;
    expect(unfolded(flow, 0, start)).toBe(0);
    expect(unfolded(flow, 0, start + UNFOLD_MS / 2)).toBeGreaterThan(0.5);
    expect(unfolded(flow, 0, start + UNFOLD_MS)).toBe(1);
  });

  it('is there at once, everywhere, for those who want no motion', () => {
    const flow = flowFrom(0, [1, 2, 63], 3, { ...field, still: true });
    expect([...flow.delays]).toEqual([0, 0, 0]);
  });
});
