import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Text of a program that runs in a pod; programs stand as files of their own in `programs/`, where tests run them. */
export function program(file: string): string {
  return readFileSync(join(__dirname, '..', 'programs', file), 'utf8');
}
