import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../service/running-service.ts';
import { until } from '../service/until.ts';

/** `npm start` as a person runs it: what it has printed, and how it ended. */
class Start {
  readonly process: ChildProcess;
  output = '';

  constructor(variables: Record<string, string>, ...nodeOptions: string[]) {
    this.process = spawn(process.execPath, [...nodeOptions, 'scripts/start.mjs'], {
      // A person's shell does not say that this is a test; the bundler would build the page otherwise.
      env: { ...process.env, NODE_ENV: undefined, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.process.stdout!, this.process.stderr!])
      stream.on('data', (data: Buffer) => {
        this.output += data.toString();
      });
  }

  async ended(): Promise<number | null> {
    if (this.process.exitCode === null) await once(this.process, 'exit');
    return this.process.exitCode;
  }

  /** Ctrl-C: a terminal sends the signal to the whole group. */
  interrupt(): void {
    process.kill(-this.process.pid!, 'SIGINT');
  }
}

const started: Start[] = [];

function start(variables: Record<string, string>, ...nodeOptions: string[]): Start {
  const one = new Start(variables, ...nodeOptions);
  started.push(one);
  return one;
}

afterEach(() => {
  for (const { process: child } of started.splice(0))
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
});

describe('npm start', () => {
  it('says what was synthesized, serves the game, and leaves cleanly on Ctrl-C', async () => {
    const port = await freePort();
    const game = start({ PORT: `${port}` });
    const address = `http://localhost:${port}`;
    await until('the page', async () => (await fetch(address).catch(() => null))?.ok ?? false, 90_000);
    expect(game.output).toMatch(/AWS +\d+ stacks, \d+ resources in cdk\.out\/ \(\d+\.\d s\)/);
    expect(game.output).toMatch(/Kubernetes +\d+ objects, \d+ flows in dist\/ \(\d+\.\d s\)/);
    await until('the address', () => game.output.includes(`${address} (Ctrl-C ends it)\n`));
    expect(await (await fetch(address)).text()).toContain('<script type="module"');
    game.interrupt();
    expect(await game.ended()).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  }, 120_000);

  it('says which port is busy and what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const game = start({ PORT: `${port}` });
    expect(await game.ended()).toBe(1);
    other.close();
    expect(game.output).toContain(
      `PORT: ${port} is in use. Stop what listens there, or set PORT to a free one.\n`,
    );
    expect(game.output).not.toContain('    at ');
    expect(game.output).not.toContain('http://localhost');
  }, 120_000);

  it('says which variable is wrong', async () => {
    const game = start({ PORT: 'http' });
    expect(await game.ended()).toBe(1);
    expect(game.output).toContain('PORT: found "http", expected a whole number from 1 to 65535.');
    expect(game.output).not.toContain('    at ');
  }, 120_000);

  it('tells an old Node that it is old', async () => {
    const old = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"18.20.0"}})';
    const game = start({}, '--import', old);
    expect(await game.ended()).toBe(1);
    expect(game.output.trim()).toBe('Node 18.20.0 is too old: install Node 20.19 or newer, best 24.');
  });
});
