/**
 * Metrics that Prometheus makes itself, each with its labels: of firing alerts, and by the recording rules of
 * `alerts/objectives.ts`.
 */
export const RECORDED_METRICS = {
  ALERTS: ['alertname', 'alertstate', 'severity'],
  'slo:errors:ratio_rate5m': ['slo'],
  'slo:errors:ratio_rate30m': ['slo'],
  'slo:errors:ratio_rate1h': ['slo'],
  'slo:errors:ratio_rate2h': ['slo'],
  'slo:errors:ratio_rate6h': ['slo'],
  'slo:errors:ratio_rate1d': ['slo'],
  'slo:errors:ratio_rate3d': ['slo'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
