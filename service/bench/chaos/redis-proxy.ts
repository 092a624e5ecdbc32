import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  /** Redis has done what it was asked, and nobody hears of it: replies are swallowed. */
  isMute: boolean;
}

/**
 * Stands between the service and Redis. TCP never loses a reply and delivers the next, so a lost reply is one behind
 * which the connection ends, or never says anything again. A whole process can be cut off, or have nothing pass.
 */
export class RedisProxy {
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  #door: 'open' | 'stalled' | 'shut' = 'open';
  #swallow: { readonly isEnding: boolean; readonly done: () => void } | undefined;

  private constructor(redisPort: number) {
    this.#server = createServer((client) => this.#join(client, connect(redisPort, '127.0.0.1')));
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

  /** Swallows the reply to the next script; its connection then ends, or falls silent for good. */
  swallowReply(isEnding: boolean): Promise<void> {
    return new Promise((done) => {
      this.#swallow = { isEnding, done };
    });
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

  /** Lets clients in and nothing pass: what is said is heard when it opens again. */
  stall(): void {
    this.#door = 'stalled';
    for (const { client, server } of this.#lines) for (const socket of [client, server]) socket.pause();
  }

  open(): void {
    this.#door = 'open';
    for (const { client, server } of this.#lines) for (const socket of [client, server]) socket.resume();
  }

  close(): void {
    this.#server.close();
    for (const line of this.#lines) end(line);
  }

  #join(client: Socket, server: Socket): void {
    const line: Line = { client, server, isMute: false };
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
      if (this.#swallow !== undefined && data.includes('evalsha')) this.#mute(line, this.#swallow);
      server.write(data);
    });
    server.on('data', (data) => {
      if (!line.isMute) client.write(data);
    });
    if (this.#door === 'shut') end(line);
  }

  #mute(line: Line, { isEnding, done }: { readonly isEnding: boolean; readonly done: () => void }): void {
    this.#swallow = undefined;
    line.isMute = true;
    if (isEnding) line.server.once('data', () => end(line));
    done();
  }
}

function end({ client, server }: Line): void {
  client.destroy();
  server.destroy();
}
