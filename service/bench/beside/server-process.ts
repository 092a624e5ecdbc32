import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { NODE_OPTIONS } from '../../../lib/app-memory.ts';

/** Folder into which every server writes what it spent its time on, if there is one. */
const PROFILES = process.env.BENCH_PROFILES;

/** A server of a contender in a process of its own, which says that it is ready by a line. */
export class ServerProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @throws Error with what the process said, if it ends before it is ready */
  static async start(
    node: string,
    script: string,
    environment: Readonly<Record<string, string>>,
    isReady: (line: string) => boolean = (line) => line === 'ready',
  ): Promise<ServerProcess> {
    const child = spawn(node, [...(PROFILES ? ['--cpu-prof', '--cpu-prof-dir', PROFILES] : []), script], {
      // As in a pod: V8 shares memory out by the machine, and this one may have much more.
      env: { PATH: process.env.PATH, NODE_ENV: 'production', NODE_OPTIONS, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`${script} ended at its start: ${said}`)));
      createInterface(child.stdout).on('line', (line) => {
        if (isReady(line)) resolve();
      });
    });
    return new ServerProcess(child);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    // After a profile was asked for, only an orderly end writes it.
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 8000);
    await exit;
    clearTimeout(timer);
  }
}
