import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RULES, type Rules } from '../game/index.ts';

/** A match is played by rules that this process does not know: a newer one does. */
class UnknownRules extends Error {
  override readonly name = 'UnknownRules';
}

/** Name of a released build, `<version>.js`. */
const RELEASE = /^(\d+)\.js$/;

/** Every version of the rules by which this process can go on with a match. */
export class KnownRules {
  /** Those by which matches begin. */
  readonly newest: Rules;
  readonly #byVersion: ReadonlyMap<number, Rules>;

  /** @param newest @default today's */
  constructor(released: readonly Rules[] = [], newest: Rules = RULES) {
    this.newest = newest;
    this.#byVersion = new Map([...released, newest].map((rules) => [rules.version, rules]));
  }

  /** Today's rules, and the released builds in a folder; of today's version the build does what the source does. */
  static async read(folder: string): Promise<KnownRules> {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => RELEASE.test(name)) : [];
    return new KnownRules(await Promise.all(names.map((name) => readRelease(join(folder, name)))));
  }

  has(version: number): boolean {
    return this.#byVersion.has(version);
  }

  /** @throws UnknownRules */
  get(version: number): Rules {
    const rules = this.#byVersion.get(version);
    if (rules !== undefined) return rules;
    throw new UnknownRules(`rules ${version}: this process knows ${[...this.#byVersion.keys()].join(', ')}`);
  }
}

async function readRelease(file: string): Promise<Rules> {
  const { RULES: rules } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { RULES: Rules };
  if (basename(file) === `${rules.version}.js`) return rules;
  throw new Error(`${file} holds rules ${rules.version}: releases are named by their version`);
}
