import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { application } from './application.ts';
import { database } from './database.ts';
import { infrastructure } from './infrastructure.ts';
import type { Language } from './text.ts';

/** The platform's dashboards. @param language Of their titles and descriptions. @default 'en' */
export function dashboards(language: Language = 'en'): readonly Dashboard[] {
  return [application(language), infrastructure(language), database(language)];
}
