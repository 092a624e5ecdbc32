import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { LOOPBACK } from './loopback.ts';
import { parseAddress } from './mail/address.ts';
import { MATCH_DAYS, MOST_MATCH_DAYS, PROVIDERS, SECRET_KEYS, VARIABLES } from './variables.ts';

/** A variable that stops the start; the message names it, says what was found and what is expected. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

/** Where rooms and matches are kept: in this process, or in a Redis and a MongoDB that all processes share. */
type Storage =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'cluster';
      /** One Redis or several, over which rooms, sessions and tickets are spread; what is counted is in the first. */
      readonly redisUrls: readonly [string, ...string[]];
      readonly mongoUri: string;
      /** Days that the log of a match, and who sat in it, are kept. */
      readonly matchDays: number;
    };

/** What a sign-in provider knows the service by. */
export interface Client {
  readonly id: string;
  readonly secret: string;
}

/** Who vouches for players; `null` where the service has no client there, so that it is not offered. */
export interface SignInConfig {
  readonly google: { readonly client: Client; readonly issuer: string } | null;
  /** Naver gives tokens at one address and profiles at another. */
  readonly naver: { readonly client: Client; readonly issuer: string; readonly api: string } | null;
}

/** The bucket to which pictures are posted. */
interface UploadsBucket {
  readonly bucket: string;
  readonly region: string;
  /** Address of another S3 server than Amazon's. */
  readonly endpoint?: string;
}

/** How mail is sent. */
interface MailConfig {
  /** Address in `From`. */
  readonly from: string;
  /** Signs the links by which mail is ended. */
  readonly key: string;
  /** The server's address as it is now: passwords are changed while the service runs. */
  readonly smtpUrl: () => string;
}

/** What the service was told by its environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly environment: string;
  /** Address of the site, without a path. */
  readonly publicUrl: string;
  readonly storage: Storage;
  readonly signIn: SignInConfig;
  /** Address ranges of proxies, such as `10.0.0.0/16`, whose word about a client's address is believed. */
  readonly trustedProxies: readonly string[];
  /** `null`: a process by itself keeps pictures in a folder of its own, one of several takes none. */
  readonly uploads: UploadsBucket | null;
  /** `null`: no mail is sent. */
  readonly mail: MailConfig | null;
  /** Mail address of whoever runs the site; `null` where it is not told to players. */
  readonly contact: string | null;
  /** Milliseconds that a stopping process may take to hand its rooms over. */
  readonly drainMs: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const REDIS_FORM =
  'an address such as redis://user:password@host:6379, or several different ones with spaces between';
const MONGO_FORM = 'an address such as mongodb://user:password@host:27017/playcode';

const SMTP_FORM = 'an address such as smtp://user:password@host:587';

/** 24 random bytes in base 64, at least. */
const LEAST_KEY_LENGTH = 32;
const KEY_FORM = `at least ${LEAST_KEY_LENGTH} random characters`;

const MATCH_DAYS_FORM = `a whole number of days from 1 to ${MOST_MATCH_DAYS}`;

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const STORAGES = ['embedded', 'cluster'] as const;

/** A provider's address: tokens travel there, so that only this machine is asked without TLS. */
const provider = (address: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => isSiteUrl(text) && (text.startsWith('https:') || LOOPBACK.includes(new URL(text).hostname)),
        `an https address without a path, for example ${address}`,
      ),
      v.transform((text) => new URL(text).origin),
    ),
    address,
  );

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
  [VARIABLES.googleIssuer]: provider(PROVIDERS.googleIssuer),
  [VARIABLES.naverIssuer]: provider(PROVIDERS.naverIssuer),
  [VARIABLES.naverApi]: provider(PROVIDERS.naverApi),
  [VARIABLES.trustedProxies]: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.split(',').flatMap((range) => range.trim() || [])),
      v.check((ranges) => ranges.every(isRange), 'address ranges between commas, for example 10.0.0.0/16'),
    ),
    '',
  ),
  [VARIABLES.uploadsBucket]: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'the name of a bucket, without dots')),
  ),
  [VARIABLES.uploadsEndpoint]: v.optional(
    v.pipe(v.string(), v.check(isSiteUrl, 'an http(s) address without a path')),
  ),
  [VARIABLES.mailFrom]: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => parseAddress(text) !== null, 'a mail address, for example noreply@playcode.gg'),
    ),
  ),
  [VARIABLES.contact]: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => parseAddress(text) !== null, 'a mail address, for example hello@playcode.gg'),
    ),
  ),
  [VARIABLES.awsRegion]: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region, for example ap-northeast-2')),
  ),
  [VARIABLES.matchDays]: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,4}$/, MATCH_DAYS_FORM),
      v.transform(Number),
      v.minValue(1, MATCH_DAYS_FORM),
      v.maxValue(MOST_MATCH_DAYS, MATCH_DAYS_FORM),
    ),
    String(MATCH_DAYS),
  ),
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
            redisUrls: requireSecret(environment, SECRET_KEYS.redisUrl, parseRedisUrls, REDIS_FORM),
            mongoUri: requireSecret(environment, SECRET_KEYS.mongoUri, parseMongoUri, MONGO_FORM),
            matchDays: values[VARIABLES.matchDays],
          },
    signIn: {
      google: offered(readClient(environment, SECRET_KEYS.googleClientId, SECRET_KEYS.googleClientSecret), {
        issuer: values[VARIABLES.googleIssuer],
      }),
      naver: offered(readClient(environment, SECRET_KEYS.naverClientId, SECRET_KEYS.naverClientSecret), {
        issuer: values[VARIABLES.naverIssuer],
        api: values[VARIABLES.naverApi],
      }),
    },
    trustedProxies: values[VARIABLES.trustedProxies],
    uploads: uploadsOf(values),
    mail: mailOf(environment, values[VARIABLES.mailFrom]),
    contact: values[VARIABLES.contact] ?? null,
    drainMs: values[VARIABLES.drainSeconds] * 1000,
    logLevel: values[VARIABLES.logLevel],
  };
}

function uploadsOf(values: v.InferOutput<typeof schema>): UploadsBucket | null {
  const {
    [VARIABLES.uploadsBucket]: bucket,
    [VARIABLES.awsRegion]: region,
    [VARIABLES.uploadsEndpoint]: endpoint,
  } = values;
  if (bucket === undefined) return null;
  if (region === undefined)
    throw new InvalidConfig(
      `${VARIABLES.awsRegion}: is missing, expected the region of the bucket ${bucket}. Set it, or unset ${VARIABLES.uploadsBucket}.`,
    );
  return { bucket, region, ...(endpoint !== undefined && { endpoint: new URL(endpoint).origin }) };
}

/** Without a server's address there is no mail. @throws InvalidConfig */
function mailOf(environment: NodeJS.ProcessEnv, from: string | undefined): MailConfig | null {
  if (!readSecret(environment, SECRET_KEYS.smtpUrl).value) return null;
  const smtpUrl = (): string => requireSecret(environment, SECRET_KEYS.smtpUrl, parseSmtpUrl, SMTP_FORM);
  const key = requireSecret(environment, SECRET_KEYS.sessionKey, parseKey, KEY_FORM);
  smtpUrl();
  if (from === undefined)
    throw new InvalidConfig(
      `${VARIABLES.mailFrom}: is missing, expected the address that mail is sent from. Set it, or unset ${SECRET_KEYS.smtpUrl}.`,
    );
  return { from, key, smtpUrl };
}

/** A secret, if there is one, and where it was looked for. */
interface Secret {
  readonly value: string | undefined;
  readonly where: string;
}

/** A secret is a file in the secrets folder, or (for a person at a keyboard) a variable of the same name. */
function readSecret(environment: NodeJS.ProcessEnv, key: string): Secret {
  const folder = environment[VARIABLES.secretsDir];
  const file = folder === undefined ? undefined : join(folder, key);
  const isFile = file !== undefined && existsSync(file);
  const value = isFile ? readFileSync(file, 'utf8').trim() : environment[key];
  return { value, where: isFile ? `the file ${file}` : `the variable ${key}` };
}

/** @throws InvalidConfig if it is missing, or `parse` knows nothing to make of it */
function requireSecret<T>(
  environment: NodeJS.ProcessEnv,
  key: string,
  parse: (text: string) => T | undefined,
  expected: string,
): T {
  const { value, where } = readSecret(environment, key);
  const parsed = value === undefined ? undefined : parse(value);
  if (parsed !== undefined) return parsed;
  // The value itself is secret: only where it was looked for is said.
  const fault = value === undefined ? 'is missing' : 'is malformed';
  throw new InvalidConfig(`${key}: ${fault} in ${where}, expected ${expected}.`);
}

/** `null` where both halves are missing or empty. @throws InvalidConfig if one is missing */
function readClient(environment: NodeJS.ProcessEnv, idKey: string, secretKey: string): Client | null {
  const id = readSecret(environment, idKey);
  const secret = readSecret(environment, secretKey);
  if (id.value && secret.value) return { id: id.value, secret: secret.value };
  if (!id.value && !secret.value) return null;
  const [key, given, { where }] = id.value ? [secretKey, idKey, secret] : [idKey, secretKey, id];
  throw new InvalidConfig(`${key}: is missing in ${where}, expected one to go with ${given}.`);
}

function offered<T>(client: Client | null, where: T): (T & { readonly client: Client }) | null {
  return client && { client, ...where };
}

function isRange(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  return family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most && rest.length === 0;
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

function parseSmtpUrl(text: string): string | undefined {
  return hasProtocol(text, /^smtps?:$/) && new URL(text).hostname !== '' ? text : undefined;
}

function parseKey(text: string): string | undefined {
  return text.length >= LEAST_KEY_LENGTH ? text : undefined;
}

function hasProtocol(text: string, protocol: RegExp): boolean {
  return URL.canParse(text) && protocol.test(new URL(text).protocol);
}

function isSiteUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
}
