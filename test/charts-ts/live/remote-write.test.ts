import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { afterEach, describe, expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { buildCharts, objectsOf } from '../../../charts-ts/index.ts';
import { production } from '../../../lib/environment.ts';
import { itWith } from '../../parts.ts';
import { until } from '../../service/until.ts';
import { at } from '../synthesized.ts';
import { PrometheusServer } from './prometheus-server.ts';

/** What a store elsewhere is sent. */
interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
}

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function startStore(deliveries: Delivery[]): Promise<number> {
  const server: Server = createServer((request, response) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => {
      deliveries.push({ headers: request.headers, bytes });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as { port: number }).port;
}

/** Prometheus' configuration as it is synthesized, but for the address of the store and the place of the secret. */
function configurationFor(url: string, passwordFile: string): string {
  const app = new App();
  const remoteWrite = { url: 'https://metrics.example.net/push', username: '1234' };
  buildCharts(app, { ...production, choices: { remoteWrite } });
  const map = objectsOf(app).find(({ metadata }) => /^prometheus-[0-9a-f]{10}$/.test(metadata.name));
  const configuration = parse(String(at(map, 'data', 'prometheus.yaml')));
  const [remote] = configuration.remote_write;
  remote.url = url;
  remote.basic_auth.password_file = passwordFile;
  return stringify(configuration);
}

describe('samples that are sent elsewhere, too', () => {
  itWith(
    { name: 'prometheus', variable: 'PROMETHEUS' },
    'arrive with the password of the file',
    async (command) => {
      const folder = mkdtempSync(join(tmpdir(), 'remote-write-'));
      ends.push(async () => rmSync(folder, { recursive: true }));
      const passwordFile = join(folder, 'password');
      writeFileSync(passwordFile, 'word');
      const deliveries: Delivery[] = [];
      const url = `http://127.0.0.1:${await startStore(deliveries)}/push`;
      const files = { configuration: configurationFor(url, passwordFile), rules: 'groups: []' };
      const prometheus = await PrometheusServer.start(command, files, {});
      ends.push(() => prometheus.end());
      await until('the store has samples', () => deliveries.some(({ bytes }) => bytes > 100), 30_000);
      expect(deliveries[0]!.headers).toMatchObject({
        authorization: `Basic ${Buffer.from('1234:word').toString('base64')}`,
        'content-encoding': 'snappy',
      });
    },
  );
});
