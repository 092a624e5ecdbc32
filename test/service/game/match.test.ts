import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { referee } from './referee/referee.ts';

/** Runs the command that people run; returns its lines. */
function match(...options: string[]): {
  readonly lines: unknown[];
  readonly status: number | null;
  readonly error: string;
} {
  const command = ['--import', '@swc-node/register/esm-register', 'service/game/cli/match.ts', ...options];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
  return { lines, status, error: stderr };
}

describe('a match on the command line', () => {
  it.each([
    ['duel', '2', '1'],
    ['duel', '1', '2'],
    ['small', '4', '7'],
    ['small', '16', '3'],
    ['large', '20', '5'],
  ])(
    '%s with %s people, seed %s: a referee who reads the rules apart finds nothing wrong',
    (size, people, seed) => {
      const { lines } = match('--size', size, '--people', people, '--seed', seed);
      expect(lines.length).toBeGreaterThan(1200);
      const { violations } = referee(lines as Parameters<typeof referee>[0]);
      expect(violations).toEqual([]);
    },
  );

  it('ends quietly when whoever reads has seen enough', () => {
    const command =
      'node --import @swc-node/register/esm-register service/game/cli/match.ts --size duel | head -c 100';
    const { stdout, stderr, status } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
      encoding: 'utf8',
    });
    expect(stdout).toHaveLength(100);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('begins with the header, then has a line for each tick and the result', () => {
    const { lines } = match('--size', 'small', '--people', '4', '--seed', '7');
    expect(lines[0]).toMatchObject({ size: 'small', width: 64, height: 64, rules: 1, ticks: 1200 });
    expect(Object.keys(lines[1] as object)).toEqual(['tick', 'inputs', 'turned', 'players', 'land']);
    expect(lines).toHaveLength(1202);
    expect(lines.at(-1)).toMatchObject({ ending: 'time' });
  });

  it('is the same again for the same seed', () => {
    const once = match('--size', 'duel', '--seed', '11');
    expect(match('--size', 'duel', '--seed', '11').lines.at(-1)).toEqual(once.lines.at(-1));
    expect(match('--size', 'duel', '--seed', '12').lines.at(-1)).not.toEqual(once.lines.at(-1));
  });

  it.each([
    [['--size', 'vast'], '--size: found vast, expected one of duel, small, large, huge'],
    [['--people', '17'], '--people: found 17, expected a whole number from 0 to 16'],
    [['--seed', 'x'], '--seed: found x'],
    [['--nonsense'], 'Usage:'],
  ])('refuses %j and says what is right', (options, message) => {
    const { status, error } = match(...options);
    expect(status).toBe(2);
    expect(error).toContain(message);
  });
});
