import { type Finding, foundIf } from '../finding.ts';
import { isLoopback, plainPath } from './place.ts';

/** What becomes of what Redis keeps, and who may come in. */
export function redisChanges(base: string, head: string): Finding[] {
  const [before, after] = [directives(base), directives(head)];
  const was = (key: string) => before.get(key) ?? DEFAULTS[key] ?? '';
  const is = (key: string) => after.get(key) ?? DEFAULTS[key] ?? '';
  const places = ['dir', 'appenddirname', 'appendfilename'].filter((key) => was(key) !== is(key));
  return [
    ...foundIf(
      was('appendonly') === 'yes' && is('appendonly') !== 'yes',
      'data-orphaned',
      'appendonly is off: it starts empty, and keeps nothing beyond its process',
    ),
    ...places.map(
      (key): Finding => [
        'data-orphaned',
        `${key} ${was(key)} → ${is(key)}: it starts empty beside what it has written`,
      ],
    ),
    ...['replicaof', 'slaveof']
      .filter((key) => is(key) !== '' && was(key) !== is(key))
      .map(
        (key): Finding => [
          'data-destroyed',
          `${key} ${is(key)}: it deletes what it keeps, and copies what another one has`,
        ],
      ),
    ...foundIf(
      was('appendfsync') !== 'no' && is('appendfsync') === 'no',
      'protection-dropped',
      'appendfsync no: a lost machine loses more than its last second',
    ),
    ...foundIf(
      was('no-appendfsync-on-rewrite') !== 'yes' && is('no-appendfsync-on-rewrite') === 'yes',
      'protection-dropped',
      'no-appendfsync-on-rewrite yes: a machine that is lost during a rewrite loses more than its last second',
    ),
    ...foundIf(
      was('maxmemory-policy') === 'noeviction' && is('maxmemory-policy') !== 'noeviction',
      'data-expires',
      `maxmemory-policy ${is('maxmemory-policy')}: where memory is short, it deletes what it keeps`,
    ),
    ...memoryChanges(was('maxmemory'), is('maxmemory')),
    ...accessChanges(was, is),
  ];
}

/** What Redis does where nothing is said. */
const DEFAULTS: Readonly<Record<string, string>> = {
  appendonly: 'no',
  appendfsync: 'everysec',
  'no-appendfsync-on-rewrite': 'no',
  appenddirname: 'appendonlydir',
  appendfilename: 'appendonly.aof',
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  port: '6379',
  maxclients: '10000',
};

function accessChanges(was: (key: string) => string, is: (key: string) => string): Finding[] {
  const [few, many] = [Number(is('maxclients')), Number(was('maxclients'))];
  return [
    ...foundIf(
      was('aclfile') !== '' && is('aclfile') === '',
      'access-opened',
      'no aclfile: whoever reaches it may do all, without a password',
    ),
    ...foundIf(
      was('aclfile') !== '' && is('aclfile') !== '' && was('aclfile') !== is('aclfile'),
      'access-opened',
      `aclfile ${was('aclfile')} → ${is('aclfile')}: who may come in stands elsewhere`,
    ),
    ...['enable-debug-command', 'enable-module-command', 'loadmodule', 'include']
      .filter((key) => is(key) !== was(key) && is(key) !== '' && is(key) !== 'no')
      .map(
        (key): Finding => [
          'authority-widened',
          `${key} ${is(key)}: programs or settings that do not stand here become part of it`,
        ],
      ),
    ...foundIf(
      was('port') !== is('port'),
      'stopped',
      `port ${was('port')} → ${is('port')}: nobody asks there`,
    ),
    ...foundIf(
      isLoopback(is('bind')) && !isLoopback(was('bind')),
      'stopped',
      'nobody outside of its pod reaches it',
    ),
    ...foundIf(few < many / 2, 'stopped', `maxclients ${many} → ${few}: it refuses those who come after`),
  ];
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  kb: 2 ** 10,
  m: 1e6,
  mb: 2 ** 20,
  g: 1e9,
  gb: 2 ** 30,
};

function memoryChanges(was: string, is: string): Finding[] {
  const [before, after] = [was, is].map((amount) => {
    const [, number, unit = ''] = /^(\d+)(\w*)$/.exec(amount) ?? [];
    return Number(number) * (UNITS[unit] ?? Number.NaN);
  }) as [number, number];
  const change = `maxmemory ${was} → ${is}`;
  return [
    ...foundIf(
      before > 0 && after === 0,
      'protection-dropped',
      `${change}: it takes what it is given until it is killed`,
    ),
    ...foundIf(
      after > 0 && after < before / 2,
      'stopped',
      `${change}: it takes nothing more once that is full`,
    ),
  ];
}

/** The last word about each setting counts. Only words that are read so are told apart by their case. */
function directives(content: string): Map<string, string> {
  const lines = content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [key = '', ...values] = line.split(/\s+/);
      const value = values.join(' ').replaceAll(/["']/g, '');
      return [key.toLowerCase(), value.includes('/') ? plainPath(value) : value.toLowerCase()];
    }),
  );
}
