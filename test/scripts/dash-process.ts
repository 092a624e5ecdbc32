import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../service/running-service.ts';
import { until } from '../service/until.ts';

/** `npm run dash` as a person runs it: what it has printed, what it leaves behind, and how it ended. */
export class DashProcess {
  /** Where the page is. */
  readonly address: string;
  output = '';
  readonly #child: ChildProcess;
  /** Its own place for temporary files. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'dash-process-'));

  private constructor(port: string, variables: Readonly<Record<string, string>>) {
    this.address = `http://127.0.0.1:${port}`;
    this.#child = spawn(process.execPath, ['-r', '@swc-node/register', 'scripts/dash.ts'], {
      env: { ...process.env, TMPDIR: this.#folder, DASH_PORT: port, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Alone in its group, as a shell would start it.
      detached: true,
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on('data', (data: Buffer) => {
        this.output += data.toString();
      });
  }

  static async start(variables: Readonly<Record<string, string>>): Promise<DashProcess> {
    return new DashProcess(variables.DASH_PORT ?? `${await freePort()}`, variables);
  }

  /** Waits until it says where the page is. */
  async serving(): Promise<void> {
    await until(
      'the dashboards are served',
      () => {
        if (this.#child.exitCode !== null) throw new Error(`it ended at its start: ${this.output}`);
        return this.output.includes('Dashboards ');
      },
      60_000,
    );
  }

  /** Ctrl-C: a terminal sends the signal to the whole group. */
  interrupt(): void {
    process.kill(-this.#child.pid!, 'SIGINT');
  }

  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  /** Folders of its own in the place for temporary ones, where the compiler has its cache, too. */
  get leftovers(): readonly string[] {
    return readdirSync(this.#folder).filter((name) => name.startsWith('dash-'));
  }

  /** Ends it and all that it has started, if it still runs. */
  async remove(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, 'exit');
      process.kill(-this.#child.pid!, 'SIGKILL');
      await exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
