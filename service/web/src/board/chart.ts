import type { Story } from '../worker/chronicle.ts';

/** One player's line of the chart, as SVG path data on the chart's square. */
export interface Line {
  readonly who: number;
  readonly path: string;
  /** Where it ends, from the top. */
  readonly end: number;
}

/** Lines of a story on a field of a width and a height, the tallest reaching the top. */
export function linesOf({ ticks, cells }: Story, field: { width: number; height: number }): Line[] {
  const first = ticks[0] ?? 0;
  const span = Math.max(1, (ticks.at(-1) ?? 0) - first);
  const most = Math.max(1, ...[...cells.values()].flat());
  const round = (value: number): number => Math.round(value * 10) / 10;
  return [...cells].map(([who, line]) => {
    const points = line.map((held, index) => {
      const x = round(((ticks[index]! - first) / span) * field.width);
      return `${x} ${round(field.height * (1 - held / most))}`;
    });
    const end = round(field.height * (1 - (line.at(-1) ?? 0) / most));
    return { who, path: points.length === 0 ? '' : `M${points.join('L')}`, end };
  });
}
