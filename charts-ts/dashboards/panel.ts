import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LogsSortOrder,
} from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsPanel } from '@grafana/grafana-foundation-sdk/logs';
import { DataqueryBuilder as LokiQuery } from '@grafana/grafana-foundation-sdk/loki';
import { DataqueryBuilder as PrometheusQuery } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { DATASOURCES } from './datasources.ts';
import type { Language, Text } from './text.ts';

/** Units by Grafana's ids. */
export type Unit = 'short' | 's' | 'bytes' | 'Bps' | 'reqps' | 'ops' | 'percentunit' | 'bool_yes_no';

/** Where a value begins to be worth a look, and where something is wrong. A `bad` below `watch` means: less is worse. */
export interface Limits {
  readonly watch: number;
  readonly bad: number;
}

/** One panel: what it shows and by which queries, each with its legend. */
export interface PanelProps {
  readonly title: Text;
  /** What the reader should know to judge it. @default none */
  readonly description?: Text;
  readonly unit: Unit;
  /** A single number instead of a graph. @default 'graph' */
  readonly as?: 'graph' | 'number';
  /** Width in Grafana's grid of 24. @default 8 */
  readonly width?: 4 | 6 | 8 | 12 | 24;
  /** @default none: there is no value that is wrong by itself */
  readonly limits?: Limits;
  /** Legend to query. */
  readonly queries: Readonly<Record<string, string>>;
}

/** A panel of log lines. */
export interface LogProps {
  readonly title: Text;
  /** LogQL. */
  readonly lines: string;
}

/** A panel of either kind, as the foundation SDK builds it. */
export type BuiltPanel = StatPanel | TimeSeriesPanel | LogsPanel;

const HEIGHT = 8;
const REF_IDS = 'ABCDEFGH';
const COLOURS = { good: 'green', watch: 'yellow', bad: 'red' } as const;

/** A panel as Grafana reads it. */
export function builtPanel(props: PanelProps | LogProps, language: Language): BuiltPanel {
  return 'lines' in props ? logPanel(props, language) : metricPanel(props, language);
}

function metricPanel(props: PanelProps, language: Language): StatPanel | TimeSeriesPanel {
  const panel =
    props.as === 'number'
      ? new StatPanel()
      : new TimeSeriesPanel()
          .fillOpacity(8)
          .lineWidth(1)
          .thresholdsStyle(
            new GraphThresholdsStyleConfigBuilder().mode(
              props.limits ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off,
            ),
          );
  panel
    .title(props.title[language])
    .unit(props.unit)
    .thresholds(thresholdsOf(props.limits))
    .datasource({ type: DATASOURCES.metrics.type, uid: DATASOURCES.metrics.uid })
    .height(props.as === 'number' ? HEIGHT / 2 : HEIGHT)
    .span(props.width ?? 8);
  if (props.unit === 'percentunit') panel.min(0).max(1);
  else panel.min(0);
  if (props.description) panel.description(props.description[language]);
  Object.entries(props.queries).forEach(([legend, expr], index) => {
    panel.withTarget(new PrometheusQuery().expr(expr).legendFormat(legend).refId(REF_IDS[index]!));
  });
  return panel;
}

function logPanel(props: LogProps, language: Language): LogsPanel {
  return new LogsPanel()
    .title(props.title[language])
    .datasource({ type: DATASOURCES.logs.type, uid: DATASOURCES.logs.uid })
    .height(HEIGHT)
    .span(24)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending)
    .withTarget(new LokiQuery().expr(props.lines).refId(REF_IDS[0]!));
}

function thresholdsOf(limits: Limits | undefined): ThresholdsConfigBuilder {
  const { good, watch, bad } = COLOURS;
  const steps =
    limits === undefined
      ? [{ value: null, color: good }]
      : limits.bad > limits.watch
        ? [
            { value: null, color: good },
            { value: limits.watch, color: watch },
            { value: limits.bad, color: bad },
          ]
        : [
            { value: null, color: bad },
            { value: limits.bad, color: watch },
            { value: limits.watch, color: good },
          ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
