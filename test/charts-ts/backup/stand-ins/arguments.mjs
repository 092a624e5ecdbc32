import { readFileSync } from 'node:fs';

/** The long options that MongoDB's tools are called with; a value of `--config` joins them. */
export function readArguments() {
  const options = {};
  for (const argument of process.argv.slice(2)) {
    const [, name, value] = /^--([\w]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (!name) throw new Error(`unknown argument ${argument}`);
    options[name] = value ?? true;
  }
  if (options.config) {
    for (const [, name, value] of readFileSync(options.config, 'utf8').matchAll(/^(\w+): "(.*)"$/gm)) {
      options[name] = value;
    }
  }
  return options;
}

/** A line as the tools log it. */
export function log(text) {
  process.stderr.write(`${new Date().toISOString()}\t${text}\n`);
}
