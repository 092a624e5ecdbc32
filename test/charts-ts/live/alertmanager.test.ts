import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect } from 'vitest';
import type { Manifest } from '../../../charts-ts/index.ts';
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
