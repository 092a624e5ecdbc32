import { dashboards } from '../../../charts-ts/index.ts';

/** A panel of a dashboard, as far as tests look at it. */
export interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[];
}

/** The dashboards' panels that ask Prometheus; those of logs ask Loki. */
export const BOARDS = dashboards().map((board) => ({
  title: String(board.title),
  panels: (board.panels as unknown as readonly Panel[]).filter(
    ({ type }) => type !== 'row' && type !== 'logs',
  ),
}));

/** What stands for everything, by the name of the variable. */
const ALL = new Map(
  dashboards().flatMap(({ templating }) => templating!.list!.map(({ name, allValue }) => [name, allValue])),
);

/** A query of a dashboard, with everything chosen and a range that the test's scrapes fill. */
export function asked(expr: string, range: string): string {
  return expr
    .replaceAll('$__rate_interval', range)
    .replaceAll(/\$(\w+)/g, (found, name: string) => ALL.get(name) ?? found);
}
