import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

function run(script: string, ...words: string[]): { code: number | null; out: string; complaint: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.mjs`, ...words], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout, complaint: stderr };
}

describe('the command line of a benchmark', () => {
  it('says how it is used to whoever asks, and starts nothing', () => {
    expect(run('chaos', '--seed', '7', '--help')).toEqual({
      code: 0,
      out: 'Usage: npm run chaos -- [--seconds N] [--seed K] [--redises N] [--only fault,…]\n',
      complaint: '',
    });
  });

  it('names the option that there is not', () => {
    const { code, out, complaint } = run('bench', '--workload', 'room');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(complaint).toMatch(/^Unknown option '--workload'\nUsage: npm run bench -- \[--seconds N\]/);
  });

  it('names the option that it cannot be used with, what was found and what is expected', () => {
    const { code, complaint } = run('keeping', '--at-once', '0');
    expect(code).toBe(2);
    expect(complaint).toContain('--at-once: found 0, expected 1 to 20');
  });
});
