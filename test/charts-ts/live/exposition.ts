import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';

/** Serves what an exporter that cannot be had here would: its samples, with counters that rise. */
export class Exposition {
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** @param exporter Name of a file in `samples/`. */
  static async start(exporter: string): Promise<Exposition> {
    const text = readFileSync(fileURLToPath(new URL(`samples/${exporter}.prom`, import.meta.url)), 'utf8');
    const begin = performance.now();
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(exposed(text, (performance.now() - begin) / 1000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Exposition(server, (server.address() as { port: number }).port);
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The samples after some seconds: `120+2/s` has risen, `now-60` was a minute ago. */
function exposed(text: string, seconds: number): string {
  const now = Date.now() / 1000;
  return text
    .replace(/ (\d+)\+([\d.]+)\/s$/gm, (_, first, rate) => ` ${Number(first) + Number(rate) * seconds}`)
    .replace(/ now([+-]\d+)$/gm, (_, offset) => ` ${now + Number(offset)}`);
}
