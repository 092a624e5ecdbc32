import type { Duration } from 'aws-cdk-lib';
import { demand } from './demand.ts';

/** Stops unless a time is one that a lifecycle rule can count: whole days, at least one. */
export function demandDays(field: string, time: Duration): void {
  const days = time.toDays({ integral: false });
  demand(Number.isInteger(days) && days >= 1, field, `${days} days`, 'whole days, at least 1');
}
