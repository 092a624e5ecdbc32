import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../running-service.ts';

/** Memory rather than a disk where there is such a folder: others' work on the disk must not stall Redis. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A real Redis of the test's own, with an append-only file in a folder of its own. */
export class RedisServer {
  readonly port: number;
  readonly #command: string;
  readonly folder = mkdtempSync(join(FOLDER, 'redis-'));
  #process: ChildProcess | undefined;

  private constructor(command: string, port: number) {
    this.#command = command;
    this.port = port;
  }

  static async start(command: string): Promise<RedisServer> {
    const server = new RedisServer(command, await freePort());
    try {
      await server.start();
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process!.pid!;
  }

  async start(): Promise<void> {
    const options = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.#process = spawn(this.#command, [...options, '--appendonly', 'yes'], { stdio: 'ignore' });
    const deadline = Date.now() + 10_000;
    while (!(await answersPing(this.port))) {
      if (Date.now() > deadline) throw new Error(`Redis does not answer on port ${this.port}`);
      await wait(20);
    }
  }

  /** Ends the process; what is on disk stays for the next `start`. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString().startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
