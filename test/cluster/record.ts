import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the test files of a run put down what they have measured. */
const FILE = join(tmpdir(), `playcode-cluster-${process.ppid}`, 'record.json');

type Record = Readonly<{ [topic: string]: Readonly<{ [name: string]: unknown }> }>;

/** What was measured so far. */
export function recorded(): Record {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Record;
  } catch {
    return {};
  }
}

/** Puts down measurements of a topic. */
export function note(topic: string, values: Readonly<{ [name: string]: unknown }>): void {
  const before = recorded();
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, JSON.stringify({ ...before, [topic]: { ...before[topic], ...values } }));
}
