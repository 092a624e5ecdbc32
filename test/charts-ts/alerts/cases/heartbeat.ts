import type { AlertCase } from './alert-case.ts';

/** It fires from the first evaluation on, whatever there is to be seen. */
export const HEARTBEAT: readonly AlertCase[] = [{ alert: 'Watchdog', ill: {}, at: '0m' }];
