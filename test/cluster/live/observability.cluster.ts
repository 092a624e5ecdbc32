import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, BOARDS } from '../../charts-ts/live/questions.ts';
import { kubectl } from '../../pipeline/cluster.ts';
import { everythingReady, type Platform, platform } from '../platform/platform.ts';
import { note, recorded } from '../record.ts';
import { ended } from './jobs.ts';
import { alerts, seriesOf, targets } from './prometheus.ts';

let live: Platform;

beforeAll(async () => {
  live = await platform();
  await everythingReady();
}, 900_000);
afterAll(() => live?.remove());

/** So long a condition may take to be seen, to hold as long as its rule wants, and to be told. */
const ALERT_MS = 180_000;

const scale = (replicas: number) =>
  kubectl('scale', 'statefulset/redis', '-n', 'playcode', `--replicas=${replicas}`);

async function stateOf(alert: string): Promise<'pending' | 'firing' | 'silent'> {
  return (await alerts()).find(({ labels }) => labels.alertname === alert)?.state ?? 'silent';
}

describe('Prometheus', () => {
  it('finds what it is meant to watch, all of it and nothing else, every 15 s', async () => {
    const found = async () =>
      (await targets())
        .map(({ labels, health }) => `${labels.job} ${labels.pod ?? labels.node ?? ''} ${health}`)
        .map((line) => line.replace(/-[0-9a-f]{8,10}-\w{5} /, ' ').replace(/-\w{5} up/, ' up'))
        .sort();
    await expect
      .poll(found, { timeout: 60_000, interval: 3000 })
      .toEqual([
        'alertmanager alertmanager-0 up',
        expect.stringMatching(/^cadvisor \S+ up$/),
        'kube-state-metrics kube-state-metrics up',
        expect.stringMatching(/^kubelet \S+ up$/),
        'mongodb-exporter mongodb-exporter up',
        'node-exporter node-exporter up',
        'playcode-app playcode-app up',
        'playcode-app playcode-app up',
        'prometheus  up',
        'redis-exporter redis-exporter up',
      ]);
    expect(new Set((await targets()).map(({ scrapeInterval }) => scrapeInterval))).toEqual(new Set(['15s']));
  });
});

/** Panels about what the cluster of the tests has not: certificates of cert-manager. */
const WITHOUT_DATA = ['Infrastructure: Certificates, days left'];

describe('the dashboards, of this Prometheus', () => {
  it('show data in every panel', async () => {
    const queries = BOARDS.flatMap(({ title, panels }) =>
      panels.flatMap((panel) =>
        (panel.targets ?? []).map(({ expr }) => ({
          panel: `${title}: ${panel.title}`,
          expr: asked(expr, '1m'),
        })),
      ),
    );
    const series = await seriesOf(queries.map(({ expr }) => expr));
    const empty = queries.filter((_, index) => series[index] === 0);
    note('dashboards', {
      panels: BOARDS.flatMap(({ panels }) => panels).length,
      queries: queries.length,
      empty: empty.length,
    });
    expect([...new Set(empty.map(({ panel }) => panel))].sort()).toEqual(WITHOUT_DATA);
  });
});

it('tells that the drill on the damaged archive failed, as its log says', async ({ skip }) => {
  const { drill } = recorded().damage ?? {};
  if (typeof drill !== 'string') return skip('no drill was begun by data.cluster.ts');
  const { succeeded, log } = await ended(drill);
  expect(log).toContain('is damaged: its checksum is');
  expect(succeeded).toBe(false);
  await expect.poll(() => stateOf('RestoreDrillFails'), { timeout: ALERT_MS, interval: 2000 }).toBe('firing');
}, 400_000);

it('tells that Redis is down, and when it is back', async () => {
  const stateOfAlert = () => stateOf('RedisDown');
  expect(await stateOfAlert()).toBe('silent');
  const begin = Date.now();
  await scale(0);
  try {
    await expect.poll(stateOfAlert, { timeout: ALERT_MS, interval: 2000 }).toBe('firing');
  } finally {
    await scale(1);
  }
  const firingAfter = Math.round((Date.now() - begin) / 1000);
  const restored = Date.now();
  await everythingReady();
  await expect.poll(stateOfAlert, { timeout: ALERT_MS, interval: 2000 }).toBe('silent');
  note('alert', { firingAfter, silentAfter: Math.round((Date.now() - restored) / 1000) });
}, 400_000);
