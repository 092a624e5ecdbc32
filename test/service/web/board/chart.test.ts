import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../../service/web/src/board/chart.ts';

describe('the chart of land over time', () => {
  it('runs from the first tick to the last, the most land at the top', () => {
    const story = {
      ticks: [100, 150, 200],
      cells: new Map([
        [1, [0, 10, 20]],
        [2, [5, 5, 0]],
      ]),
    };
    expect(linesOf(story, { width: 100, height: 40 })).toEqual([
      { who: 1, path: 'M0 40L50 20L100 0', end: 0 },
      { who: 2, path: 'M0 30L50 30L100 40', end: 40 },
    ]);
  });

  it('has a story of one moment, or of none', () => {
    const field = { width: 100, height: 40 };
    expect(linesOf({ ticks: [7], cells: new Map([[1, [3]]]) }, field)).toEqual([
      { who: 1, path: 'M0 0', end: 0 },
    ]);
    expect(linesOf({ ticks: [], cells: new Map([[1, []]]) }, field)).toEqual([{ who: 1, path: '', end: 40 }]);
  });
});
