import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../../review/platform.ts';
import { synthesize } from '../../review/synthesis.ts';

/** The platform as this checkout synthesizes it. */
export async function synthesizedPlatform(): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'playcode-review-test-'));
  try {
    return await synthesize(process.cwd(), folder, 'production');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
