import { isDeepStrictEqual } from 'node:util';
import { hoursInWords, hoursOf } from '../duration.ts';
import { field, items, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';

/** What becomes of what Redis keeps, and who may come in. */
export function redisChanges(base: string, head: string): Finding[] {
  const [before, after] = [directives(base), directives(head)];
  const was = (key: string) => before.get(key) ?? REDIS_DEFAULTS[key] ?? '';
  const is = (key: string) => after.get(key) ?? REDIS_DEFAULTS[key] ?? '';
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
    ...foundIf(
      was('appendfsync') !== 'no' && is('appendfsync') === 'no',
      'protection-dropped',
      'appendfsync no: a lost machine loses more than its last second',
    ),
    ...foundIf(
      was('maxmemory-policy') === 'noeviction' && is('maxmemory-policy') !== 'noeviction',
      'data-expires',
      `maxmemory-policy ${is('maxmemory-policy')}: where memory is short, it deletes what it keeps`,
    ),
    ...foundIf(
      was('aclfile') !== '' && is('aclfile') === '',
      'access-opened',
      'no aclfile: whoever reaches it may do all, without a password',
    ),
  ];
}

/** What Redis does where nothing is said. */
const REDIS_DEFAULTS: Readonly<Record<string, string>> = {
  appendonly: 'no',
  appendfsync: 'everysec',
  appenddirname: 'appendonlydir',
  appendfilename: 'appendonly.aof',
  'maxmemory-policy': 'noeviction',
};

/** The last word about each setting counts. */
function directives(content: string): Map<string, string> {
  const lines = content
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [key = '', ...values] = line.split(/\s+/);
      return [key.toLowerCase(), values.join(' ').replaceAll('"', '')];
    }),
  );
}

/** What becomes of what MongoDB keeps, and who may come in. */
export function mongodChanges(base: unknown, head: unknown): Finding[] {
  const [set, path, access] = ['replication.replSetName', 'storage.dbPath', 'security.authorization'];
  const [was, is] = [(key: string) => text(base, key), (key: string) => text(head, key)];
  const becomes = (key: string) => `${key} ${was(key)} → ${is(key) || 'nothing'}`;
  return [
    ...foundIf(
      was(access) === 'enabled' && is(access) !== 'enabled',
      'access-opened',
      'authorization is off: whoever reaches it may do all, without a password',
    ),
    ...foundIf(
      was(path) !== is(path),
      'data-orphaned',
      `${becomes(path)}: it starts empty beside what it has written`,
    ),
    ...foundIf(
      was(set) !== is(set),
      'stopped',
      `${becomes(set)}: the set on its volume has the other name, and elects nobody`,
    ),
  ];
}

/** Log lines that Loki deletes sooner, or finds no longer. */
export function storedLinesChanges(base: unknown, head: unknown): Finding[] {
  const [before, after] = [keptHours(base), keptHours(head)];
  const schemas = (configuration: unknown) => items(configuration, 'schema_config.configs');
  const left = schemas(base).filter(
    (schema) => !schemas(head).some((other) => isDeepStrictEqual(schema, other)),
  );
  const places = ['common.path_prefix', 'common.storage'].filter(
    (path) => !isDeepStrictEqual(field(base, path), field(head, path)),
  );
  return [
    ...foundIf(
      after < before,
      'data-expires',
      `log lines: deleted after ${hoursInWords(after)}, was: ${before === Number.POSITIVE_INFINITY ? 'never' : `after ${hoursInWords(before)}`}`,
    ),
    ...left.map(
      (schema): Finding => [
        'data-orphaned',
        `lines since ${text(schema, 'from')} were written by a schema that is no longer said: nobody finds them`,
      ],
    ),
    ...places.map(
      (path): Finding => ['data-orphaned', `${path}: lines that were kept elsewhere are not found`],
    ),
  ];
}

function keptHours(configuration: unknown): number {
  const hours = hoursOf(text(configuration, 'limits_config.retention_period')) ?? 0;
  const isDeleted = field(configuration, 'compactor.retention_enabled') === true && hours > 0;
  return isDeleted ? hours : Number.POSITIVE_INFINITY;
}
