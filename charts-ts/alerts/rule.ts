/** One alert of Prometheus, as its rule files hold it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long the condition must hold before anyone is told. */
  readonly for: string;
  readonly labels: { readonly severity: 'critical' | 'warning'; readonly component: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** A named group of rules. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}
