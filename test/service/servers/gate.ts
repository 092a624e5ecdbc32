import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A door before a server: open, shut, so that whoever is connected loses the connection, or stalled: nothing passes. */
export class Gate {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isShut = false;
  #isStalled = false;

  private constructor(port: number) {
    this.#server = createServer((client) => {
      if (this.#isShut) {
        client.destroy();
        return;
      }
      const server = connect(port, '127.0.0.1');
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(from);
        from.setNoDelay(true);
        if (this.#isStalled) from.pause();
        from.on('data', (data) => to.write(data));
        from.on('error', () => undefined);
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
    });
  }

  static async start(port: number): Promise<Gate> {
    const gate = new Gate(port);
    gate.#server.listen(0, '127.0.0.1');
    await once(gate.#server, 'listening');
    return gate;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.#sockets.size / 2;
  }

  /** Ends all connections, and any that come. */
  shut(): void {
    this.#isShut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets clients in and nothing pass: what is said is heard when it opens again. */
  stall(): void {
    this.#isShut = false;
    this.#isStalled = true;
    for (const socket of this.#sockets) socket.pause();
  }

  open(): void {
    this.#isShut = false;
    this.#isStalled = false;
    for (const socket of this.#sockets) socket.resume();
  }

  close(): void {
    this.shut();
    this.#server.close();
  }
}
