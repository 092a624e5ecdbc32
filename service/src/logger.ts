import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

export type { Logger };

/** JSON lines on standard output; the level is a word, so that a log agent need not know pino's numbers. */
export function createLogger(config: Pick<Config, 'logLevel' | 'environment'>): Logger {
  return pino({
    level: config.logLevel,
    base: { environment: config.environment },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
