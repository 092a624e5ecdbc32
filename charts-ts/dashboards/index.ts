import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { application } from './application.ts';
import { database } from './database.ts';
import { infrastructure } from './infrastructure.ts';

/** The platform's dashboards. */
export function dashboards(): readonly Dashboard[] {
  return [application(), infrastructure(), database()];
}
