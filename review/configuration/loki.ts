import { isDeepStrictEqual } from 'node:util';
import { hoursInWords, hoursOf } from '../duration.ts';
import { field, items, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';

/** Log lines that Loki deletes sooner, or finds no longer. */
export function lokiChanges(base: unknown, head: unknown): Finding[] {
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
    ...shorterStreams(base, head, after),
    ...foundIf(
      (text(base, 'auth_enabled') || 'true') !== (text(head, 'auth_enabled') || 'true'),
      'stopped',
      `auth_enabled ${text(head, 'auth_enabled') || 'true'}: lines are written and looked for under other names, and the earlier ones are not found`,
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

/** Streams of lines that are deleted sooner than the others. */
function shorterStreams(base: unknown, head: unknown, usual: number): Finding[] {
  const streams = (configuration: unknown) =>
    items(configuration, 'limits_config.retention_stream').map(
      (stream) => [text(stream, 'selector'), hoursOf(text(stream, 'period')) ?? 0] as const,
    );
  const before = new Map(streams(base));
  return streams(head)
    .filter(([selector, hours]) => hours < Math.min(before.get(selector) ?? usual, usual))
    .map(([selector, hours]) => [
      'data-expires',
      `log lines of ${selector}: deleted after ${hoursInWords(hours)}`,
    ]);
}
