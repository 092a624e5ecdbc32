import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { NAMESPACES, WORKLOADS } from '../../lib/names.ts';
import { DATASOURCES } from './datasources.ts';
import { builtPanel, type LogProps, type PanelProps } from './panel.ts';
import { series } from './promql.ts';
import type { Language, Text } from './text.ts';

/** A choice at the top of a dashboard, of one or more values of a label; all at first. */
export interface VariableProps {
  readonly name: string;
  readonly title: Text;
  /** Series whose label of that name gives the values. */
  readonly of: string;
  /** What stands for all of them, as a regular expression. @default '.*' */
  readonly all?: string;
}

/** A titled row of panels. */
export interface RowProps {
  readonly title: Text;
  readonly panels: readonly (PanelProps | LogProps)[];
}

/** A dashboard: rows of panels. */
export interface BoardProps {
  readonly uid: string;
  readonly title: Text;
  readonly variables: readonly VariableProps[];
  readonly rows: readonly RowProps[];
}

const TAG = 'playcode';

const metrics = { type: DATASOURCES.metrics.type, uid: DATASOURCES.metrics.uid } as const;

/** How long after its first pod an image counts as new: long enough for a scrape to see it. */
const NEW = '2m';

const APP_PODS = { namespace: NAMESPACES.app, container: WORKLOADS.app } as const;

const DEPLOYS = `count by (image) (${series('kube_pod_container_info', APP_PODS)}) unless count by (image) (${series('kube_pod_container_info', APP_PODS)} offset ${NEW})`;

/** The dashboard as Grafana reads it; the three lead to each other, and show deploys and alerts as marks. */
export function board(props: BoardProps, language: Language): Dashboard {
  const builder = new DashboardBuilder(props.title[language])
    .uid(props.uid)
    .tags([TAG])
    .refresh('15s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .link(
      new DashboardLinkBuilder('PlayCode.gg').type(DashboardLinkType.Dashboards).tags([TAG]).keepTime(true),
    )
    .annotation(mark({ en: 'Deploys', ko: '배포' }, DEPLOYS, '{{image}}', 'blue'))
    .annotation(
      mark(
        { en: 'Alerts', ko: '알림' },
        series('ALERTS', { alertstate: 'firing', severity: 'critical' }),
        '{{alertname}}',
        'red',
      ),
    );
  for (const variable of props.variables) builder.withVariable(choice(variable, language));
  for (const { title, panels } of props.rows) {
    builder.withRow(new RowBuilder(title[language]));
    for (const panel of panels) builder.withPanel(builtPanel(panel, language));
  }
  return builder.build();

  function mark(title: Text, expr: string, text: string, colour: string): AnnotationQueryBuilder {
    return new AnnotationQueryBuilder()
      .name(title[language])
      .datasource(metrics)
      .enable(true)
      .iconColor(colour)
      .expr(expr)
      .titleFormat(text)
      .step('15s');
  }
}

function choice({ name, title, of, all = '.*' }: VariableProps, language: Language): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(title[language])
    .datasource(metrics)
    .query(`label_values(${of}, ${name})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(all);
}
