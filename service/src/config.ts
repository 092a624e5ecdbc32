import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { SECRET_KEYS, VARIABLES } from './variables.ts';

/** A variable that stops the start; the message names it, says what was found and what is expected. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

/** Where rooms and matches are kept: in this process, or in a Redis and a MongoDB that all processes share. */
type Storage =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'cluster';
      /** One Redis or several, over which rooms are spread; sessions and tickets are in the first. */
      readonly redisUrls: readonly [string, ...string[]];
      readonly mongoUri: string;
    };

/** What the service was told by its environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly environment: string;
  /** Address of the site, without a path. */
  readonly publicUrl: string;
  readonly storage: Storage;
  /** Milliseconds that a stopping process may take to hand its rooms over. */
  readonly drainMs: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const REDIS_FORM =
  'an address such as redis://user:password@host:6379, or several different ones with spaces between';
const MONGO_FORM = 'an address such as mongodb://user:password@host:27017/playcode';

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const STORAGES = ['embedded', 'cluster'] as const;

const schema = v.object({
  [VARIABLES.port]: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, 'a whole number from 1 to 65535'),
      v.transform(Number),
      v.minValue(1, 'a whole number from 1 to 65535'),
      v.maxValue(65535, 'a whole number from 1 to 65535'),
    ),
    '3000',
  ),
  [VARIABLES.host]: v.optional(v.pipe(v.string(), v.nonEmpty('an address to listen on')), '127.0.0.1'),
  [VARIABLES.environment]: v.optional(v.pipe(v.string(), v.nonEmpty('a name')), 'local'),
  [VARIABLES.publicUrl]: v.optional(
    v.pipe(
      v.string(),
      v.check(isSiteUrl, 'an http(s) address without a path, for example https://playcode.gg'),
    ),
  ),
  [VARIABLES.logLevel]: v.optional(v.picklist(LEVELS, `one of ${LEVELS.join(', ')}`), 'info'),
  [VARIABLES.storage]: v.optional(v.picklist(STORAGES, `one of ${STORAGES.join(', ')}`), 'embedded'),
  [VARIABLES.secretsDir]: v.optional(v.string()),
  [VARIABLES.drainSeconds]: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,4}$/, 'a number of seconds'), v.transform(Number)),
    '25',
  ),
});

/** Reads the configuration. @throws InvalidConfig naming the first variable that is wrong */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const result = v.safeParse(schema, environment);
  if (!result.success) {
    const issue = result.issues[0];
    const variable = v.getDotPath(issue) ?? 'environment';
    throw new InvalidConfig(
      `${variable}: found ${JSON.stringify(environment[variable])}, expected ${issue.message}. Correct or unset it.`,
    );
  }
  const values = result.output;
  const port = values[VARIABLES.port];
  return {
    port,
    host: values[VARIABLES.host],
    environment: values[VARIABLES.environment],
    publicUrl: new URL(values[VARIABLES.publicUrl] ?? `http://localhost:${port}`).origin,
    storage:
      values[VARIABLES.storage] === 'embedded'
        ? { kind: 'embedded' }
        : {
            kind: 'cluster',
            redisUrls: readSecret(environment, SECRET_KEYS.redisUrl, parseRedisUrls, REDIS_FORM),
            mongoUri: readSecret(environment, SECRET_KEYS.mongoUri, parseMongoUri, MONGO_FORM),
          },
    drainMs: values[VARIABLES.drainSeconds] * 1000,
    logLevel: values[VARIABLES.logLevel],
  };
}

/** A secret is a file in the secrets folder, or (for a person at a keyboard) a variable of the same name. */
function readSecret<T>(
  environment: NodeJS.ProcessEnv,
  key: string,
  parse: (text: string) => T | undefined,
  expected: string,
): T {
  const folder = environment[VARIABLES.secretsDir];
  const file = folder === undefined ? undefined : join(folder, key);
  const isFile = file !== undefined && existsSync(file);
  const text = isFile ? readFileSync(file, 'utf8').trim() : environment[key];
  const value = text === undefined ? undefined : parse(text);
  if (value !== undefined) return value;
  // The value itself is secret: only where it was looked for is said.
  const where = isFile ? `the file ${file}` : `the variable ${key}`;
  throw new InvalidConfig(
    `${key}: ${text === undefined ? 'is missing' : 'is malformed'} in ${where}, expected ${expected}.`,
  );
}

function parseRedisUrls(text: string): readonly [string, ...string[]] | undefined {
  const [first, ...more] = text.split(/\s+/);
  if (first === undefined || ![first, ...more].every((url) => hasProtocol(url, /^rediss?:$/)))
    return undefined;
  return new Set([first, ...more]).size === more.length + 1 ? [first, ...more] : undefined;
}

function parseMongoUri(text: string): string | undefined {
  return hasProtocol(text, /^mongodb(\+srv)?:$/) ? text : undefined;
}

function hasProtocol(text: string, protocol: RegExp): boolean {
  return URL.canParse(text) && protocol.test(new URL(text).protocol);
}

function isSiteUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
}
