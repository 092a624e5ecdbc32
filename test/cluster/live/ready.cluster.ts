import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../charts-ts/index.ts';
import { production } from '../../../lib/environment.ts';
import { inPod, kubectl, kubectlJson } from '../../pipeline/cluster.ts';
import { PLACEHOLDERS } from '../images/images.ts';
import { OVERRIDES } from '../platform/overrides.ts';
import { everythingReady, type Platform, platform } from '../platform/platform.ts';
import { note } from '../record.ts';

let live: Platform;
beforeAll(async () => {
  live = await platform();
}, 900_000);
afterAll(() => live?.remove());

describe('the production manifests on a real node', () => {
  it('differ from production only in what is written down, and are all ready', async () => {
    await everythingReady();
    const { items } = await kubectlJson<{ items: Manifest[] }>(
      ...['get', 'pods', '--all-namespaces', '--field-selector=status.phase=Running'],
    );
    const names = items
      .filter(({ metadata }) => ['playcode', 'monitoring', 'ingress-nginx'].includes(metadata.namespace!))
      .map(({ metadata }) => `${metadata.namespace}/${metadata.labels?.['app.kubernetes.io/name']}`);
    expect([...new Set(names)].sort()).toEqual([
      'ingress-nginx/ingress-nginx',
      'monitoring/alertmanager',
      'monitoring/grafana',
      'monitoring/kube-state-metrics',
      'monitoring/loki',
      'monitoring/node-exporter',
      'monitoring/prometheus',
      'monitoring/promtail',
      'playcode/mongodb',
      'playcode/mongodb-exporter',
      'playcode/playcode-app',
      'playcode/redis',
      'playcode/redis-exporter',
    ]);
    console.log(`overrides: ${Object.values(OVERRIDES).join('; ')}`);
    console.log(`placeholders, of which nothing is claimed: ${PLACEHOLDERS.join(', ')}`);
    note('platform', { workloads: new Set(names).size, placeholders: PLACEHOLDERS });
  });

  it.each(['playcode', 'ingress-nginx'])(
    'run in %s under restricted, each pod of them',
    async (namespace) => {
      const enforce = 'pod-security.kubernetes.io/enforce=restricted';
      const label = ['label', 'namespace', namespace, enforce, '--overwrite', '--dry-run=server'];
      expect(await kubectl(...label)).not.toMatch(/Warning|violat/);
    },
  );

  it('have each claim bound', async () => {
    const { items } = await kubectlJson<{ items: (Manifest & { status: { phase: string } })[] }>(
      ...['get', 'persistentvolumeclaims', '--all-namespaces'],
    );
    const claims = items.map(({ metadata, status }) => `${metadata.name} ${status.phase}`).sort();
    expect(claims).toEqual([
      'data-alertmanager-0 Bound',
      'data-loki-0 Bound',
      'data-mongodb-0 Bound',
      'data-prometheus-0 Bound',
      'data-redis-0 Bound',
    ]);
  });
});

/** Asks the entrance as a visitor from outside would. @returns status and first words of what it answers */
async function visit(scheme: 'http' | 'https', path: string): Promise<string> {
  const program = `
    const { request } = require('node:${scheme}');
    const ca = Buffer.from('${Buffer.from(live.certificate).toString('base64')}', 'base64');
    const host = 'ingress-nginx-controller.ingress-nginx.svc.cluster.local';
    request({ host, path: '${path}', servername: '${production.domain}', ca, headers: { host: '${production.domain}' } }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      console.log(answer.statusCode, answer.headers.location ?? text.slice(0, 15));
    }).end();`;
  return (await inPod('aws', 's3', 'node', '-e', program)).trim();
}

describe('the site, from outside', () => {
  it('answers by TLS, and sends there who comes without', async () => {
    expect(await visit('https', '/')).toMatch(/^200 <!doctype html>/i);
    expect(await visit('http', '/')).toBe(`308 https://${production.domain}/`);
  });

  it('shows nobody its metrics', async () => {
    expect(await visit('https', '/metrics')).toMatch(/^403/);
  });
});
