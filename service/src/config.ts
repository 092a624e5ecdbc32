import * as v from 'valibot';
import { VARIABLES } from './variables.ts';

/** A variable that stops the start; the message names it, says what was found and what is expected. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

/** What the service was told by its environment. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly environment: string;
  /** Address of the site, without a path. */
  readonly publicUrl: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

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
  [VARIABLES.storage]: v.optional(v.picklist(['embedded'], 'embedded'), 'embedded'),
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
    logLevel: values[VARIABLES.logLevel],
  };
}

function isSiteUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
}
