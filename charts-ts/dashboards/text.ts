/** Languages of dashboards. */
export type Language = 'en' | 'ko';

/** What people read, in both languages. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}
