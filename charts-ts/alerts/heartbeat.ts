import type { RuleGroup } from './rule.ts';

/** The alert that always fires. */
export const WATCHDOG = 'Watchdog';

/** What is heard no more when Prometheus or Alertmanager is dead: nothing in the cluster could say so then. */
export const heartbeat: RuleGroup = {
  name: 'heartbeat',
  alerts: [
    {
      alert: WATCHDOG,
      expr: 'vector(1)',
      for: '0s',
      labels: { severity: 'none', component: 'monitoring' },
      annotations: {
        summary: 'Alerts are evaluated and told.',
        description: 'It always fires. Who listens elsewhere writes to you once it comes no more.',
      },
    },
  ],
};
