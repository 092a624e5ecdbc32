import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  /** Redis was asked over it for what others publish. */
  hears: boolean;
  /** Redis has done what it was asked, and nobody hears of it: replies are swallowed. */
  isMute: boolean;
  /** What Redis has said and is not to be heard yet, in order, and from when on each may be. */
  readonly late: { readonly data: Buffer; readonly due: number }[];
}

/** A process of which nothing is asked for so long asks nothing any more. */
const PATIENCE_MS = 10_000;

/** The reply to what is not to be heard, whether its connection ends then, and who waits for that. */
interface Swallow {
  readonly command: string;
  readonly isEnding: boolean;
  readonly done: () => void;
}

/**
 * Stands between the service and Redis. TCP never loses a reply and delivers the next, so a lost reply is one behind
 * which the connection ends, or never says anything again. A whole process can be cut off, have nothing pass, hear
 * everything late, or nothing but answers.
 */
export class RedisProxy {
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  #door: 'open' | 'deaf' | 'stalled' | 'shut' = 'open';
  #lagMs = 0;
  #redisPort: number;
  #swallow: Swallow | undefined;

  private constructor(redisPort: number) {
    this.#redisPort = redisPort;
    this.#server = createServer((client) => this.#join(client, connect(this.#redisPort, '127.0.0.1')));
  }

  static async start(redisPort: number): Promise<RedisProxy> {
    const proxy = new RedisProxy(redisPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  /**
   * Swallows the reply to the next script, or another command; its connection then ends, or falls silent for good. Gives up
   * where nobody asks for so many ms: the process may have ended.
   */
  swallowReply(
    isEnding: boolean,
    command: 'evalsha' | 'subscribe' = 'evalsha',
    patienceMs = PATIENCE_MS,
  ): Promise<void> {
    return new Promise((resolve) => {
      const giveUp = setTimeout(() => this.#swallow?.done(), patienceMs);
      const done = (): void => {
        clearTimeout(giveUp);
        this.#swallow = undefined;
        resolve();
      };
      this.#swallow = { command: commandOf(command), isEnding, done };
    });
  }

  /** Leads those who connect from now on to another Redis, as a name does that is given to it: who is connected stays. */
  lead(redisPort: number): void {
    this.#redisPort = redisPort;
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.#lines.size;
  }

  /** Ends all connections, and any that come. */
  shut(): void {
    this.#door = 'shut';
    for (const line of this.#lines) end(line);
  }

  /** Ends all connections by which somebody hears what others publish, and any that come. */
  deafen(): void {
    this.#door = 'deaf';
    for (const line of this.#lines) if (line.hears) end(line);
  }

  /** Lets clients in and nothing pass: what is said is heard when it opens again. */
  stall(): void {
    this.#door = 'stalled';
    for (const { client, server } of this.#lines) for (const socket of [client, server]) socket.pause();
  }

  open(): void {
    this.#door = 'open';
    for (const line of this.#lines) {
      for (const socket of [line.client, line.server]) socket.resume();
      this.#deliver(line);
    }
  }

  /** From now on what Redis says arrives so much later. */
  slow(milliseconds: number): void {
    this.#lagMs = milliseconds;
  }

  close(): void {
    this.#server.close();
    for (const line of this.#lines) end(line);
  }

  #join(client: Socket, server: Socket): void {
    const line: Line = { client, server, hears: false, isMute: false, late: [] };
    this.#lines.add(line);
    for (const socket of [client, server]) {
      if (this.#door === 'stalled') socket.pause();
      socket.setNoDelay(true);
      socket.on('error', () => end(line));
      socket.on('close', () => {
        end(line);
        this.#lines.delete(line);
      });
    }
    client.on('data', (data) => {
      line.hears ||= data.includes(commandOf('subscribe'));
      if (line.hears && this.#door === 'deaf') end(line);
      if (this.#swallow !== undefined && data.includes(this.#swallow.command))
        this.#mute(line, this.#swallow);
      server.write(data);
    });
    server.on('data', (data) => {
      if (line.isMute) return;
      line.late.push({ data, due: performance.now() + this.#lagMs });
      if (line.late.length === 1) this.#deliver(line);
    });
    if (this.#door === 'shut') end(line);
  }

  /** Lets be heard what is due. Timers of their own would overtake each other: they know whole milliseconds alone. */
  #deliver(line: Line): void {
    if (this.#door === 'stalled') return;
    for (let next = line.late[0]; next !== undefined; next = line.late[0]) {
      const early = next.due - performance.now();
      if (early > 0) {
        setTimeout(() => this.#deliver(line), Math.ceil(early));
        return;
      }
      line.client.write(next.data);
      line.late.shift();
    }
  }

  #mute(line: Line, { isEnding, done }: Swallow): void {
    line.isMute = true;
    if (isEnding) line.server.once('data', () => end(line));
    done();
  }
}

/** A command as clients send it. */
function commandOf(name: string): string {
  return `\r\n${name}\r\n`;
}

function end({ client, server }: Line): void {
  client.destroy();
  server.destroy();
}
