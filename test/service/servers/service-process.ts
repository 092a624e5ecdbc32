import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../running-service.ts';
import { until } from '../until.ts';

/** The built service. */
export const MAIN = fileURLToPath(new URL('../../../service/dist/server/main.js', import.meta.url));

/** What a service process is told. */
export interface ServiceProcessProps {
  readonly redisUrl: string;
  /** @default an address at which nobody listens: matches are played and wait to be kept */
  readonly mongoUri?: string;
  /** Origin that clients send. */
  readonly origin: string;
  /** @default 8 */
  readonly drainSeconds?: number;
  /** @default the build of this source */
  readonly main?: string;
}

/** A line of a process's log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly room?: string;
  readonly [field: string]: unknown;
}

/** One process of a cluster, as it is deployed: built, with an environment, ended by signals. */
export class ServiceProcess {
  readonly address: string;
  /** What it has logged, over all of its lives. */
  readonly lines: LogLine[] = [];
  /** Called for every line of the log. */
  onLine: (line: LogLine) => void = () => undefined;
  /** Called, with what it said last, when it has ended and nobody had asked it to. */
  onCrash: (why: string) => void = () => undefined;
  readonly #props: ServiceProcessProps;
  readonly #port: number;
  #child: ChildProcess | undefined;
  /** Those that were asked to end. */
  readonly #asked = new WeakSet<ChildProcess>();

  private constructor(port: number, props: ServiceProcessProps) {
    this.#port = port;
    this.#props = props;
    this.address = `http://127.0.0.1:${port}`;
  }

  static async start(props: ServiceProcessProps): Promise<ServiceProcess> {
    if (!existsSync(props.main ?? MAIN))
      throw new Error('the service is not built: npm run build -w service');
    const service = new ServiceProcess(await freePort(), props);
    await service.start();
    return service;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  async start(): Promise<void> {
    const {
      redisUrl,
      mongoUri = 'mongodb://127.0.0.1:9/playcode',
      origin,
      drainSeconds = 8,
      main = MAIN,
    } = this.#props;
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env.PATH,
        PORT: `${this.#port}`,
        HOST: '127.0.0.1',
        PUBLIC_URL: origin,
        STORAGE: 'cluster',
        REDIS_URL: redisUrl,
        MONGODB_URI: mongoUri,
        DRAIN_SECONDS: `${drainSeconds}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let failure = '';
    child.stderr.on('data', (chunk) => {
      failure = (failure + chunk).slice(-2000);
    });
    child.once('close', (code) => {
      if (!this.#asked.has(child)) this.onCrash(`exit code ${code}: ${failure}`);
    });
    createInterface(child.stdout).on('line', (text) => this.#read(text));
    try {
      await until(
        'the service listens',
        async () => {
          if (!this.isRunning) throw new Error(`the service ended at its start: ${failure}`);
          return this.#isReady();
        },
        30_000,
      );
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.#child!.kill(signal);
  }

  /** Sends the signal and waits for the end. Returns the exit code, `null` after a kill. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return child?.exitCode ?? null;
    this.#asked.add(child);
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
    return child.exitCode;
  }

  #isReady(): Promise<boolean> {
    return fetch(`${this.address}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  #read(text: string): void {
    const line = JSON.parse(text) as LogLine;
    this.lines.push(line);
    this.onLine(line);
  }
}
