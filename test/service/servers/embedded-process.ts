import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { freePort } from '../running-service.ts';
import { until } from '../until.ts';
import { MAIN } from './service-process.ts';

/** Collects garbage and reports the heap when it is asked by SIGUSR2. */
const HEAP_REPORTER = `
process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  console.error('heap ' + process.memoryUsage().heapUsed);
});`;

/** The built service with embedded storage in a process of its own, whose heap can be measured. */
export class EmbeddedProcess {
  readonly address: string;
  readonly #child: ChildProcess;
  #failure = '';
  #heap = 0;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#child = child;
    child.stderr!.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      const heap = /heap (\d+)/.exec(text);
      if (heap === null) this.#failure = (this.#failure + text).slice(-2000);
      else this.#heap = Number(heap[1]);
    });
  }

  static async start(): Promise<EmbeddedProcess> {
    if (!existsSync(MAIN)) throw new Error('the service is not built: npm run build -w service');
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const reporter = `data:text/javascript,${encodeURIComponent(HEAP_REPORTER)}`;
    const child = spawn(process.execPath, ['--expose-gc', '--import', reporter, MAIN], {
      env: { PATH: process.env.PATH, PORT: `${port}`, PUBLIC_URL: address, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const server = new EmbeddedProcess(address, child);
    await until(
      'the service listens',
      async () => {
        if (!server.isRunning) throw new Error(`the service ended at its start: ${server.#failure}`);
        return fetch(`${address}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        );
      },
      30_000,
    );
    return server;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Bytes of the heap in use after everything that can go has gone. */
  async heapAfterCollection(): Promise<number> {
    this.#heap = 0;
    this.#child.kill('SIGUSR2');
    await until('the heap is measured', () => this.#heap > 0);
    return this.#heap;
  }

  async end(): Promise<void> {
    if (!this.isRunning) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }
}
