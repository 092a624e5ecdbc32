import { parseArgs } from 'node:util';

/** The command line of a benchmark: what it was asked, and a way to say what is wrong with that. */
export class CommandLine<Option extends string> {
  readonly values: Readonly<Record<Option, string>>;
  readonly #usage: string;

  /**
   * Ends the process with the usage: by 0 if that is what was asked for, by 2 if there is no such option.
   * @param defaults what each option is if it is not given
   */
  constructor(usage: string, defaults: Readonly<Record<Option, string>>) {
    this.#usage = usage;
    const words = process.argv.slice(2);
    if (words.includes('--help')) {
      console.log(`Usage: ${usage}`);
      process.exit(0);
    }
    const options = Object.fromEntries(
      Object.keys(defaults).map((name) => [name, { type: 'string' as const }]),
    );
    try {
      this.values = { ...defaults, ...parseArgs({ args: words, options }).values };
    } catch (error) {
      this.refuse((error as Error).message);
    }
  }

  /** Ends the process. */
  refuse(why: string): never {
    console.error(`${why}\nUsage: ${this.#usage}`);
    process.exit(2);
  }
}
