import { items, text } from '../field.ts';
import type { Finding } from '../finding.ts';
import { leftOut, lookedAt } from './scrape.ts';

/** Log lines that are read or sent no more. */
export function promtailChanges(base: unknown, head: unknown): Finding[] {
  const clients = (configuration: unknown) =>
    items(configuration, 'clients').map((each) => text(each, 'url'));
  const kept = new Set(clients(head));
  return [
    ...clients(base)
      .filter((url) => !kept.has(url))
      .map((url): Finding => ['stopped', `log lines are sent to ${url} no more`]),
    ...items(base, 'scrape_configs').flatMap((job) => {
      const name = text(job, 'job_name');
      const now = items(head, 'scrape_configs').find((other) => text(other, 'job_name') === name);
      if (now === undefined) return [['stopped', `log lines of ${name} are read no more`] as const];
      const less = [...lookedAt(job)].filter((place) => !lookedAt(now).has(place));
      const more = leftOut(now).filter((rule) => !leftOut(job).includes(rule));
      return [
        ...less.map((place): Finding => ['stopped', `log lines of ${place} are read no more`]),
        ...more.map((rule): Finding => ['stopped', `log lines are left out by ${rule}`]),
      ];
    }),
  ];
}
