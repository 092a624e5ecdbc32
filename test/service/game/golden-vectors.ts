import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Header, Input, Rules } from '../../../service/game/index.ts';

interface Golden {
  readonly header: Header;
  readonly begin: number;
  readonly ticks: readonly { readonly inputs: readonly Input[]; readonly hash: number }[];
}

const FOLDER = join(import.meta.dirname, 'golden');

/** Names of the golden vectors of a version of the rules. */
export function goldenFiles(version: number): string[] {
  return readdirSync(join(FOLDER, `${version}`)).sort();
}

/** Plays a golden vector of these rules' version, and compares the state after every tick. */
export function expectGolden(rules: Rules, file: string): void {
  const text = readFileSync(join(FOLDER, `${rules.version}`, file), 'utf8');
  const golden = JSON.parse(text) as Golden;
  let state = rules.createMatch(golden.header);
  expect(rules.hashOf(state)).toBe(golden.begin);
  for (const { inputs, hash } of golden.ticks) {
    state = rules.step(state, inputs).state;
    if (rules.hashOf(state) !== hash) expect.fail(`another state after tick ${state.tick - 1}`);
  }
  expect(golden.ticks.length).toBeGreaterThanOrEqual(120);
}
