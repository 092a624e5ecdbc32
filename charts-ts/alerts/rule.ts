/** One alert of Prometheus. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition must hold before anyone is told. */
  readonly for: string;
  /** Of severity `none` nobody is told: it is good news. */
  readonly labels: { readonly severity: 'critical' | 'warning' | 'none'; readonly component: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** A query whose answer Prometheus keeps as a metric of its own. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A named group of rules; `docs/runbooks/<name>.md` has a section for each of its alerts. */
export interface RuleGroup {
  readonly name: 'cluster' | 'data' | 'game' | 'heartbeat' | 'objectives';
  readonly recordings?: readonly RecordingRule[];
  readonly alerts: readonly AlertRule[];
}
