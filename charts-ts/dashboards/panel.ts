import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder as PrometheusQuery } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { DATASOURCES } from './datasources.ts';

/** Units by Grafana's ids. */
export type Unit = 'short' | 's' | 'bytes' | 'Bps' | 'reqps' | 'ops' | 'percentunit';

/** One panel: what it shows and by which queries, each with its legend. */
export interface PanelProps {
  readonly title: string;
  /** What the reader should know to judge it. @default none */
  readonly description?: string;
  readonly unit: Unit;
  /** A single number instead of a graph. @default 'graph' */
  readonly as?: 'graph' | 'number';
  /** Width in Grafana's grid of 24. @default 8 */
  readonly width?: 4 | 6 | 8 | 12 | 24;
  /** Legend to query. */
  readonly queries: Readonly<Record<string, string>>;
}

/** A dashboard: rows of panels. */
export interface BoardProps {
  readonly uid: string;
  readonly title: string;
  readonly rows: Readonly<Record<string, readonly PanelProps[]>>;
}

const HEIGHT = 8;
const REF_IDS = 'ABCDEFGH';

/** The dashboard as Grafana reads it. */
export function board(props: BoardProps): Dashboard {
  const builder = new DashboardBuilder(props.title)
    .uid(props.uid)
    .tags(['playcode'])
    .refresh('15s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .readonly();
  for (const [title, panels] of Object.entries(props.rows)) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(built(panel));
  }
  return builder.build();
}

function built(props: PanelProps): StatPanel | TimeSeriesPanel {
  const panel = props.as === 'number' ? new StatPanel() : new TimeSeriesPanel().fillOpacity(8).lineWidth(1);
  panel
    .title(props.title)
    .unit(props.unit)
    .datasource({ type: DATASOURCES.metrics.type, uid: DATASOURCES.metrics.uid })
    .height(HEIGHT)
    .span(props.width ?? 8);
  if (props.description) panel.description(props.description);
  Object.entries(props.queries).forEach(([legend, expr], index) => {
    panel.withTarget(new PrometheusQuery().expr(expr).legendFormat(legend).refId(REF_IDS[index]!));
  });
  return panel;
}
