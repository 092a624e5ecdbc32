import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { afterEach, describe, expect } from 'vitest';
import { buildCharts, type Manifest, objectsOf } from '../../../charts-ts/index.ts';
import { production } from '../../../lib/environment.ts';
import { itWith } from '../../parts.ts';
import { freePort } from '../../service/running-service.ts';
import { until } from '../../service/until.ts';
import { at, find, synthesized } from '../synthesized.ts';

const ALERTMANAGER = { name: 'prometheus-alertmanager', variable: 'ALERTMANAGER' };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Runs what the pod runs before Alertmanager, in folders that stand for its volumes. */
function render(objects: readonly Manifest[], folder: string): string {
  const [, , script] = at(
    find(objects, 'StatefulSet', 'alertmanager'),
    ...['spec', 'template', 'spec', 'initContainers', 0, 'command'],
  ) as readonly string[];
  const volumes = { '/template': 'template', '/run/secrets/smtp': 'secrets', '/etc/alertmanager': 'etc' };
  for (const place of Object.values(volumes)) mkdirSync(join(folder, place));
  const map = objects.find(({ metadata }) => /^alertmanager-[0-9a-f]{10}$/.test(metadata.name));
  writeFileSync(join(folder, 'template/alertmanager.yaml'), String(at(map, 'data', 'alertmanager.yaml')));
  writeFileSync(join(folder, 'secrets/smtp-username'), 'AKIDEXAMPLE');
  writeFileSync(join(folder, 'secrets/smtp-password'), 'word');
  const here = Object.entries(volumes).reduce(
    (text, [path, place]) => text.replaceAll(path, join(folder, place)),
    script!,
  );
  // Twice: a pod whose sandbox is made anew finds what it has written before.
  for (let run = 0; run < 2; run++) execFileSync('sh', ['-c', here]);
  return join(folder, 'etc');
}

/** Starts it with a configuration, to end with the test; returns its port. */
async function start(command: string, configuration: string, folder: string): Promise<number> {
  const port = await freePort();
  const child = spawn(
    command,
    [
      `--config.file=${configuration}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  ends.push(async () => {
    if (child.exitCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  });
  return port;
}

/** The platform with the heartbeat, and a folder with its configuration, but for an address in place of a file with it. */
function heartbeatTo(url: string): { folder: string; configuration: string } {
  const app = new App();
  buildCharts(app, { ...production, choices: { heartbeat: true } });
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-'));
  ends.push(async () => rmSync(folder, { recursive: true, force: true }));
  const configuration = join(render(objectsOf(app), folder), 'alertmanager.yaml');
  const text = readFileSync(configuration, 'utf8');
  // The version of Debian reads no address of a webhook from a file yet.
  const told = text.replace('url_file: /run/secrets/heartbeat/heartbeat-url', `url: ${url}`);
  expect(told).not.toBe(text);
  writeFileSync(configuration, told);
  return { folder, configuration };
}

/** Names of the alerts that somebody who listens is told, one after the other. */
async function listen(told: string[]): Promise<string> {
  const server = createServer(async (request, response) => {
    const parts = await request.toArray();
    const { alerts } = JSON.parse(Buffer.concat(parts).toString()) as {
      alerts: { labels: { alertname: string } }[];
    };
    told.push(...alerts.map(({ labels }) => labels.alertname));
    response.writeHead(200).end('OK');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/beat`;
}

describe('the heartbeat', () => {
  itWith(
    { name: 'amtool', variable: 'AMTOOL' },
    'is routed to who listens, all else to the operator',
    (command) => {
      const { configuration } = heartbeatTo('https://beats.example.net/1');
      expect(execFileSync(command, ['check-config', configuration], { encoding: 'utf8' })).toContain(
        'SUCCESS',
      );
      const routeOf = (...labels: string[]) =>
        execFileSync(command, ['config', 'routes', 'test', `--config.file=${configuration}`, ...labels], {
          encoding: 'utf8',
        }).trim();
      expect(routeOf('alertname=Watchdog', 'severity=none', 'component=monitoring')).toBe('heartbeat');
      expect(routeOf('alertname=MongoDown', 'severity=critical', 'component=mongodb')).toBe('operator');
    },
  );

  itWith(ALERTMANAGER, 'reaches who listens at once, and no other alert does', async (command) => {
    const told: string[] = [];
    const { folder, configuration } = heartbeatTo(await listen(told));
    const port = await start(command, configuration, folder);
    const alert = (alertname: string, severity: string) => ({ labels: { alertname, severity } });
    // The other one first: had it the same way to go, it would have gone before.
    const body = JSON.stringify([alert('MongoDown', 'critical'), alert('Watchdog', 'none')]);
    await until('it takes the alerts', async () => {
      const headers = { 'content-type': 'application/json' };
      const request = { method: 'POST', headers, body };
      const answer = await fetch(`http://127.0.0.1:${port}/api/v2/alerts`, request).catch(() => undefined);
      return answer?.ok === true;
    });
    await until('the heartbeat arrives', async () => told.length > 0);
    expect(new Set(told)).toEqual(new Set(['Watchdog']));
  });
});

describe('Alertmanager', () => {
  itWith(
    ALERTMANAGER,
    'starts with user and password of one time, and counts the mails that do not leave',
    async (command) => {
      const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
      ends.push(async () => rmSync(folder, { recursive: true, force: true }));
      const etc = render(synthesized(), folder);
      const configuration = join(etc, 'alertmanager.yaml');
      expect(readFileSync(configuration, 'utf8')).toContain('smtp_auth_username: "AKIDEXAMPLE"\n');
      expect(readFileSync(join(etc, 'smtp-password'), 'utf8')).toBe('word');

      const port = await start(command, configuration, folder);
      let metrics = '';
      await until('it tells its metrics', async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
        metrics = (await answer?.text()) ?? '';
        return metrics !== '';
      });
      expect(metrics).toMatch(/^alertmanager_notifications_failed_total\{integration="email".*\} 0$/m);
    },
  );
});
