import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Vitest calls it before the first test: whatever tests, and what they start, write to the temporary folder goes into one
 * of this run. Returns what removes it, also what a process has left that was killed.
 */
export default function giveTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'playcode-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
