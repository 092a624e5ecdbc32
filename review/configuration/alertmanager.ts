import { hoursOf } from '../duration.ts';
import { field, fields, items, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';

/** Alerts that are told to nobody, later, or in the open. */
export function alertmanagerChanges(base: unknown, head: unknown): Finding[] {
  const known = new Set([...silences(base), ...delays(base)].map(({ what }) => what));
  return [
    ...silences(head)
      .filter(({ what }) => !known.has(what))
      .map(({ what }): Finding => ['stopped', what]),
    ...delays(head)
      .filter(({ what, hours }) => !known.has(what) && hours > LONG_HOURS)
      .map(({ what }): Finding => ['stopped', what]),
    ...foundIf(
      field(head, 'global.smtp_require_tls') === false && field(base, 'global.smtp_require_tls') !== false,
      'protection-dropped',
      'mail about alerts, and the password that sends it, go in the open, too',
    ),
  ];
}

/** Hours within which somebody can still do something. */
const LONG_HOURS = 1;

/** What keeps alerts from being told. */
function silences(configuration: unknown): { readonly what: string }[] {
  const inhibited = items(configuration, 'inhibit_rules').map((rule) => {
    const equal = items(rule, 'equal').map((label) => text(label));
    const where = equal.length > 0 ? ` of the same ${equal.join(' and ')}` : '';
    return `alerts with ${matchersOf(rule, 'target')} are not told while there is one with ${matchersOf(rule, 'source')}${where}`;
  });
  const timed = routesOf(configuration).flatMap(({ route, alerts }) =>
    ['mute_time_intervals', 'active_time_intervals'].flatMap((key) =>
      items(route, key).map((name) => `${alerts} are told only by ${key} ${text(name)}`),
    ),
  );
  const unaddressed = silentRoutes(configuration).map(
    ({ alerts, receiver }) => `${alerts} are told to ${receiver}, which has no address`,
  );
  return [...inhibited, ...timed, ...unaddressed].map((what) => ({ what }));
}

function matchersOf(rule: unknown, end: 'source' | 'target'): string {
  const modern = items(rule, `${end}_matchers`).map((matcher) => text(matcher));
  const legacy = ['match', 'match_re'].flatMap((key) =>
    Object.entries(fields(rule, `${end}_${key}`)).map(([label, value]) => `${label}=${text(value)}`),
  );
  return [...modern, ...legacy].join(', ');
}

/** How long alerts are held back. */
function delays(configuration: unknown): { readonly what: string; readonly hours: number }[] {
  return routesOf(configuration).flatMap(({ route, alerts }) =>
    ['group_wait', 'group_interval']
      .filter((key) => text(route, key) !== '')
      .map((key) => ({
        what: `${alerts} are told after ${text(route, key)} (${key})`,
        hours: hoursOf(text(route, key)) ?? 0,
      })),
  );
}

interface Route {
  readonly route: unknown;
  readonly alerts: string;
  readonly receiver: string;
}

/** Every route, with what it is about and to whom it leads. */
function routesOf(configuration: unknown): Route[] {
  const within = (route: unknown, inherited: string): Route[] => {
    const receiver = text(route, 'receiver') || inherited;
    const matchers = [...items(route, 'matchers').map((matcher) => text(matcher)), ...legacyMatchers(route)];
    const alerts = matchers.length > 0 ? `alerts with ${matchers.join(', ')}` : 'all other alerts';
    return [
      { route, alerts, receiver: receiver || 'nobody' },
      ...items(route, 'routes').flatMap((child) => within(child, receiver)),
    ];
  };
  return within(field(configuration, 'route'), '');
}

/** Routes whose receiver has no address. */
function silentRoutes(configuration: unknown): Route[] {
  const reachable = new Set(
    items(configuration, 'receivers')
      .filter((receiver) =>
        Object.entries(fields(receiver)).some(
          ([key, value]) => key.endsWith('_configs') && items(value).length > 0,
        ),
      )
      .map((receiver) => text(receiver, 'name')),
  );
  return routesOf(configuration).filter(({ receiver }) => !reachable.has(receiver));
}

function legacyMatchers(route: unknown): string[] {
  return ['match', 'match_re'].flatMap((key) =>
    Object.entries(fields(route, key)).map(([label, value]) => `${label}=${text(value)}`),
  );
}
