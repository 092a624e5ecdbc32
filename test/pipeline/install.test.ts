import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';

it.each([
  ['that is Debian’s', 'echo go1.19.8', 'found go1.19.8 on PATH'],
  ['that is not there', 'exit 127', 'found no Go on PATH'],
])('.ci/install refuses a Go %s before it installs anything, and says what to do', (_, go, found) => {
  const folder = mkdtempSync(join(tmpdir(), 'playcode-install-'));
  try {
    writeFileSync(join(folder, 'go'), `#!/bin/sh\n${go}\n`, { mode: 0o755 });
    const PATH = `${folder}${delimiter}${process.env.PATH}`;
    const { status, stdout, stderr } = spawnSync('bash', ['.ci/install'], {
      encoding: 'utf8',
      env: { ...process.env, PATH },
    });
    expect(stderr).toBe(`install: ${found}, expected go1.21 or newer: install it from https://go.dev/dl\n`);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
