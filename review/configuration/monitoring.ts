import { isDeepStrictEqual } from 'node:util';
import { field, fields, items, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';

/** What Prometheus no longer asks, and whom it no longer tells. */
export function scrapeChanges(base: unknown, head: unknown): Finding[] {
  const jobs = (configuration: unknown) =>
    items(configuration, 'scrape_configs').map((job) => text(job, 'job_name'));
  const kept = new Set(jobs(head));
  const gone = jobs(base).filter((job) => !kept.has(job));
  return [
    ...gone.map(
      (job): Finding => [
        'stopped',
        'nobody asks it for its metrics: no panel and no alert about it works',
        `scrape job ${job}`,
      ],
    ),
    ...ends(base, head, 'alerting.alertmanagers', 'alerts are told to no Alertmanager'),
    ...ends(base, head, 'rule_files', 'no rule is read: there are no alerts'),
  ];
}

function ends(base: unknown, head: unknown, path: string, because: string): Finding[] {
  return foundIf(items(base, path).length > 0 && items(head, path).length === 0, 'stopped', because);
}

/** Alerts that are gone; one that says the same under another name is not. */
export function alertChanges(base: unknown, head: unknown): Finding[] {
  const rules = (file: unknown) =>
    items(file, 'groups')
      .flatMap((group) => items(group, 'rules'))
      .filter((rule) => field(rule, 'alert') !== undefined);
  const after = rules(head);
  const isKept = (rule: unknown) =>
    after.some(
      (other) => text(other, 'alert') === text(rule, 'alert') || text(other, 'expr') === text(rule, 'expr'),
    );
  const gone = rules(base).filter((rule) => !isKept(rule));
  return gone.map(
    (rule): Finding => [
      'stopped',
      `nobody is told any more: ${text(rule, 'annotations.summary')}`,
      `alert ${text(rule, 'alert')}`,
    ],
  );
}

/** Alerts that are told to nobody: their receiver has no address. */
export function alertRouteChanges(base: unknown, head: unknown): Finding[] {
  const before = silentRoutes(base);
  return silentRoutes(head)
    .filter((route) => !before.some((other) => isDeepStrictEqual(other, route)))
    .map(
      ({ alerts, receiver }): Finding => [
        'stopped',
        `${alerts} are told to ${receiver}, which has no address`,
      ],
    );
}

interface SilentRoute {
  readonly alerts: string;
  readonly receiver: string;
}

function silentRoutes(configuration: unknown): SilentRoute[] {
  const reachable = new Set(
    items(configuration, 'receivers')
      .filter((receiver) =>
        Object.entries(fields(receiver)).some(
          ([key, value]) => key.endsWith('_configs') && items(value).length > 0,
        ),
      )
      .map((receiver) => text(receiver, 'name')),
  );
  const within = (route: unknown, inherited: string): SilentRoute[] => {
    const receiver = text(route, 'receiver') || inherited;
    const matchers = [...items(route, 'matchers').map((matcher) => text(matcher)), ...legacyMatchers(route)];
    const alerts = matchers.length > 0 ? `alerts with ${matchers.join(', ')}` : 'all other alerts';
    return [
      ...(reachable.has(receiver) ? [] : [{ alerts, receiver: receiver || 'nobody' }]),
      ...items(route, 'routes').flatMap((child) => within(child, receiver)),
    ];
  };
  return within(field(configuration, 'route'), '');
}

function legacyMatchers(route: unknown): string[] {
  return ['match', 'match_re'].flatMap((key) =>
    Object.entries(fields(route, key)).map(([label, value]) => `${label}=${text(value)}`),
  );
}
