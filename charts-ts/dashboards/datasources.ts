/** Grafana's data sources, by the ids that panels refer to them with. */
export const DATASOURCES = {
  metrics: { name: 'Prometheus', type: 'prometheus', uid: 'metrics' },
  logs: { name: 'Loki', type: 'loki', uid: 'logs' },
} as const;
