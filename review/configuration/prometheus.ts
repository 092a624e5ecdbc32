import { hoursInWords, hoursOf } from '../duration.ts';
import { field, items, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';
import { leftOut, lookedAt } from './scrape.ts';

/** What Prometheus no longer asks or reads, and whom it no longer tells. */
export function prometheusChanges(base: unknown, head: unknown): Finding[] {
  return [
    ...items(base, 'scrape_configs').flatMap((job) => jobChanges(job, base, head)),
    ...lost(told(base), told(head), 'alerts are told to', 'alerts are told to no Alertmanager'),
    ...lost(files(base), files(head), 'rules are read from', 'no rule is read: there are no alerts'),
    ...missing(leftOut(field(head, 'alerting')), leftOut(field(base, 'alerting'))).map(
      (rule): Finding => ['stopped', `alerts are left out by ${rule}`],
    ),
  ];
}

function jobChanges(job: unknown, base: unknown, head: unknown): Finding[] {
  const name = text(job, 'job_name');
  const subject = `scrape job ${name}`;
  const now = items(head, 'scrape_configs').find((other) => text(other, 'job_name') === name);
  if (now === undefined) {
    return [['stopped', 'nobody asks it for its metrics: no panel and no alert about it works', subject]];
  }
  const [was, is] = [pauseOf(job, base), pauseOf(now, head)];
  return [
    ...missing([...lookedAt(job)], [...lookedAt(now)]).map(
      (place): Finding => ['stopped', `it asks ${place} no more`, subject],
    ),
    ...missing(leftOut(now), leftOut(job)).map(
      (rule): Finding => ['stopped', `it leaves out by ${rule}`, subject],
    ),
    ...foundIf(
      is > MOST_PAUSE_HOURS && was <= MOST_PAUSE_HOURS,
      'stopped',
      `it asks every ${hoursInWords(is)}: rates over five minutes find nothing`,
      subject,
    ),
  ];
}

/** Two samples fall into five minutes, the shortest time over which rules look. */
const MOST_PAUSE_HOURS = 2 / 60;

function pauseOf(job: unknown, configuration: unknown): number {
  const said = text(job, 'scrape_interval') || text(configuration, 'global.scrape_interval') || '1m';
  return hoursOf(said) ?? 0;
}

/** What is no longer in a list; where nothing is left in it, that is said in other words. */
function lost(base: readonly string[], head: readonly string[], what: string, none: string): Finding[] {
  if (base.length > 0 && head.length === 0) return [['stopped', none]];
  return missing(base, head).map((item) => ['stopped', `${what} ${item} no more`]);
}

/** Those who are told of alerts. */
function told(configuration: unknown): string[] {
  return items(configuration, 'alerting.alertmanagers').flatMap((each) => [...lookedAt(each)]);
}

function files(configuration: unknown): string[] {
  return items(configuration, 'rule_files').map((file) => text(file));
}

function missing(list: readonly string[], others: readonly string[]): string[] {
  return list.filter((item) => !others.includes(item));
}
