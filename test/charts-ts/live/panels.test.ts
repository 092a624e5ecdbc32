import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { dashboards } from '../../../charts-ts/index.ts';
import { METRICS } from '../../../service/src/metrics.ts';
import { CHROMIUM_FLAGS, DESKTOP, Visitor } from '../../browser/visitor.ts';
import { findPart } from '../../parts.ts';
import { DashProcess } from '../../scripts/dash-process.ts';
import { TestPlayer } from '../../service/player.ts';
import { freePort, post } from '../../service/running-service.ts';
import { RedisServer } from '../../service/servers/redis.ts';
import { ServiceProcess } from '../../service/servers/service-process.ts';
import { MONGODB, MongoServer } from '../../service/store/mongo-server.ts';
import { until } from '../../service/until.ts';
import { inFile, podOf } from '../logs/lines.ts';
import { found } from '../logs/logql.ts';
import { read } from '../logs/pipeline.ts';
import { promtail } from '../logs/promtail.ts';
import { at, synthesized } from '../synthesized.ts';
import { EXPECTED } from './expected.ts';
import { Exposition } from './exposition.ts';
import { PrometheusServer, type Series, type Target } from './prometheus-server.ts';
import { asked, BOARDS, type Panel } from './questions.ts';

/** The platform's panels over the real thing: the service, its databases and exporters, and Prometheus. */

const REDIS = findPart('redis-server', 'REDIS_SERVER');
const REDIS_EXPORTER = findPart('prometheus-redis-exporter', 'REDIS_EXPORTER');
const PROMETHEUS = findPart('prometheus', 'PROMETHEUS');
const PROMTOOL = findPart('promtool', 'PROMTOOL');
const AMTOOL = findPart('amtool', 'AMTOOL');
const CHROMIUM = findPart('chromium', 'CHROMIUM_PATH');
const hasParts = [REDIS, REDIS_EXPORTER, PROMETHEUS, PROMTOOL, AMTOOL, MONGODB].every(Boolean);

const ORIGIN = 'http://127.0.0.1:3000';
const MEMORY = 104_857_600;

/** Range of rates that some scrapes of the test fill. */
const RANGE = '15s';

const panels = BOARDS.flatMap((board) =>
  board.panels.map((panel) => [board.title, panel.title, panel] as const),
);

/** The file of a ConfigMap, as it is synthesized. */
function file(configuration: RegExp, name: string): string {
  const found = synthesized().filter(
    ({ kind, metadata }) => kind === 'ConfigMap' && configuration.test(metadata.name),
  );
  expect(found).toHaveLength(1);
  return String(at(found[0], 'data', name));
}

function legendOf(format: string, { metric }: Series): string {
  return format.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '').trim();
}

describe('the configuration', () => {
  it.skipIf(!PROMTOOL || !AMTOOL)('is one that Prometheus and Alertmanager take', () => {
    const folder = mkdtempSync(join(tmpdir(), 'checked-'));
    const check = (command: string, name: string, text: string, ...args: string[]): string => {
      writeFileSync(join(folder, name), text);
      return execFileSync(command, [...args, join(folder, name)], { encoding: 'utf8' });
    };
    // Debian builds Prometheus without discovery by Kubernetes.
    const prometheus = parse(file(/^prometheus-[0-9a-f]{10}$/, 'prometheus.yaml'), (key, value) =>
      key === 'kubernetes_sd_configs' ? undefined : value,
    );
    expect(check(PROMTOOL!, 'p.yaml', stringify(prometheus), 'check', 'config', '--syntax-only')).toContain(
      'SUCCESS',
    );
    const rules = file(/^prometheus-rules-/, 'alerts.yaml');
    expect(check(PROMTOOL!, 'r.yaml', rules, 'check', 'rules')).toContain('SUCCESS');
    const alertmanager = file(/^alertmanager-/, 'alertmanager.yaml');
    expect(check(AMTOOL!, 'a.yaml', alertmanager, 'check-config')).toContain('SUCCESS');
    rmSync(folder, { recursive: true });
  });
});

describe.skipIf(!hasParts)('panels over the real thing', () => {
  const ends: (() => Promise<unknown>)[] = [];
  let prometheus: PrometheusServer;
  let services: readonly ServiceProcess[];
  let returning = 0;

  beforeAll(async () => {
    const [redis, mongo] = await Promise.all([RedisServer.start(REDIS!), MongoServer.start()]);
    ends.push(
      () => redis.remove(),
      () => mongo.stop(),
    );
    execFileSync('redis-cli', ['-p', `${redis.port}`, 'config', 'set', 'maxmemory', `${MEMORY}`]);
    const props = { redisUrl: redis.url, mongoUri: mongo.uri, origin: ORIGIN };
    services = await Promise.all([ServiceProcess.start(props), ServiceProcess.start(props)]);
    ends.push(() => Promise.all(services.map((service) => service.end())));
    const exporter = await startRedisExporter(redis.url);
    const targets = { 'redis-exporter': [pod('redis-exporter-1', exporter, 9121)] } as Record<
      string,
      Target[]
    >;
    targets['playcode-app'] = services.map(({ address }, index) =>
      pod(`app-${'ab'[index]}`, Number(new URL(address).port), 3000),
    );
    targets['mongodb-exporter'] = [pod('mongodb-exporter-1', await exposed('mongodb-exporter'), 9216)];
    targets['kube-state-metrics'] = [pod('kube-state-metrics-1', await exposed('kube-state-metrics'), 8080)];
    targets['node-exporter'] = [pod('node-exporter-1', await exposed('node-exporter'), 9100)];
    for (const job of ['kubelet', 'cadvisor']) targets[job] = [{ port: await exposed(job), node: 'node-1' }];
    prometheus = await PrometheusServer.start(
      PROMETHEUS!,
      {
        configuration: file(/^prometheus-[0-9a-f]{10}$/, 'prometheus.yaml'),
        rules: file(/^prometheus-rules-/, 'alerts.yaml'),
      },
      targets,
    );
    ends.push(() => prometheus.end());
    await play(services);
  }, 180_000);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    console.log(`panels ${panels.length}, returning data ${returning}`);
  }, 60_000);

  async function exposed(exporter: string): Promise<number> {
    const exposition = await Exposition.start(exporter);
    ends.push(() => exposition.end());
    return exposition.port;
  }

  async function startRedisExporter(url: string): Promise<number> {
    const port = await freePort();
    const args = ['-redis.addr', url, '-web.listen-address', `127.0.0.1:${port}`];
    const child = spawn(REDIS_EXPORTER!, args, { stdio: 'ignore' });
    ends.push(async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    });
    return port;
  }

  /** A match of two at two processes, requests that succeed and fail, until Prometheus has seen enough of it. */
  async function play([one, other]: readonly ServiceProcess[]): Promise<void> {
    const { body } = await post(`${one!.address}/api/rooms`, { size: 'duel' }, { origin: ORIGIN });
    const players: TestPlayer[] = [];
    for (const service of [one!, other!]) {
      const url = `${service.address}/api/rooms/${body.code}/tickets`;
      const { body: seat } = await post(url, { name: 'Ana' }, { origin: ORIGIN });
      players.push(await TestPlayer.open(service.address, seat.ticket as string, ORIGIN));
    }
    ends.push(() => Promise.all(players.map((player) => player.close())));
    const seats = await Promise.all(
      players.map(async (player) => {
        if (player.texts.some(({ type }) => type === 'host')) player.socket.send('{"type":"start"}');
        await player.until('on the board', () => (player.self?.at ?? -1) >= 0, 45_000);
        return player;
      }),
    );
    let seq = 0;
    let acted = 0;
    const begin = Date.now();
    await until(
      'Prometheus has seen a match, and every rule has been evaluated',
      async () => {
        // At a pace of our own: what is expected of a rate must not depend on how fast the machine is.
        if (Date.now() - acted < 400) return false;
        acted = Date.now();
        for (const service of [one!, other!]) {
          await fetch(`${service.address}/r/${body.code}`);
          await post(`${service.address}/api/rooms/ZZZZZZ/tickets`, { name: 'Bo' }, { origin: ORIGIN });
        }
        seq += 1;
        for (const player of seats) player.turn(seq, (seq % 4) as 0 | 1 | 2 | 3);
        if (Date.now() - begin < 20_000) return false;
        const up = await prometheus.query('count(up == 1)');
        const recorded = await prometheus.query('count(slo:errors:ratio_rate3d)');
        // A machine that stood still may have missed an answer; that shows until the next one.
        const well = await prometheus.query('min(playcode_log_reachable) + min(playcode_store_reachable)');
        return up[0]?.value === 9 && recorded[0]?.value === 3 && well[0]?.value === 2;
      },
      90_000,
    );
  }

  /** What the services warned of: why a panel may show an outage where none was made. */
  function warnings(): string {
    const said = services.flatMap(({ lines }) => lines).filter(({ level }) => level !== 'info');
    return said.map((line) => JSON.stringify(line)).join('\n');
  }

  it.each(panels)('%s: %s', async (board, title, panel) => {
    const expected = EXPECTED[board]?.[title];
    expect(expected, `${board}: ${title} stands in no table of expected.ts`).toBeDefined();
    const { legends, more, least = 0, most = Number.POSITIVE_INFINITY, zero = [] } = expected!;
    const shown: string[] = [];
    for (const { expr, legendFormat = '' } of panel.targets ?? []) {
      const series = await prometheus.query(asked(expr, RANGE));
      expect(series, asked(expr, RANGE)).not.toEqual([]);
      for (const one of series) {
        const legend = legendOf(legendFormat, one);
        shown.push(legend);
        // A quantile of what did not happen is no number.
        if (Number.isNaN(one.value)) continue;
        const [lowest, highest] = zero.includes(legend) ? [0, 0] : [least, most];
        const what = `${legend}: ${asked(expr, RANGE)}\n${warnings()}`;
        expect(one.value, what).toBeGreaterThanOrEqual(lowest);
        expect(one.value, what).toBeLessThanOrEqual(highest);
      }
    }
    if (more) expect(shown).toEqual(expect.arrayContaining([...legends]));
    else expect(shown.sort()).toEqual([...legends]);
    returning += 1;
  });

  it.skipIf(!CHROMIUM)('show it on the page of npm run dash, too, each dashboard', async () => {
    const dash = await DashProcess.start({ PROMETHEUS_URL: prometheus.address });
    ends.push(() => dash.remove());
    await dash.serving();
    const browser = await chromium.launch({ executablePath: CHROMIUM!, args: CHROMIUM_FLAGS });
    ends.push(() => browser.close());
    const { page } = await Visitor.come(browser, dash.address, DESKTOP);
    await page.goto(dash.address);
    for (const { title, panels: shown } of BOARDS) {
      await page.getByRole('button', { name: title }).click();
      const drawn = page.locator('article').filter({ has: page.locator('svg, .number') });
      await expect.poll(() => drawn.count(), { timeout: 30_000 }).toBe(shown.length);
    }
  });

  it('have no expectation too many', () => {
    for (const { title, panels: shown } of BOARDS)
      expect(Object.keys(EXPECTED[title]!).sort()).toEqual(shown.map((panel) => panel.title).sort());
  });

  it('are fed by a service that shows every metric of its catalogue', async () => {
    const answer = await prometheus.query(
      'count by (__name__) ({job="playcode-app", __name__=~"playcode_.+"})',
    );
    const names = answer.map(({ metric }) => metric.__name__!.replace(/_(bucket|sum|count)$/, ''));
    expect(Object.keys(METRICS).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('are beside alerts that are quiet, as all is well', async () => {
    // A busy machine may be late for a moment.
    const ofSpeed = /^(Ticks|EventLoop|RoomsOwnerless|Availability|Joins)/;
    const named = async (): Promise<string[]> => {
      const pending = await prometheus.query('ALERTS');
      return [...new Set(pending.map(({ metric }) => metric.alertname!))].filter(
        (name) => !ofSpeed.test(name),
      );
    };
    // What one missed answer began is over before the alert would fire.
    await vi.waitFor(async () => expect(await named(), warnings()).toEqual([]), {
      timeout: 45_000,
      interval: 1_000,
    });
  });

  it('stand beside the lines of the match, which the log agent sends with their room and their time', () => {
    const agent = promtail(file(/^promtail-[0-9a-f]{10}$/, 'promtail.yaml'));
    const { discovered, file: path } = podOf('playcode-app');
    const lines = services.flatMap((service) => service.lines);
    const kept = lines.map((line) => read(agent, discovered, path, inFile({ text: JSON.stringify(line) })));
    expect(kept.map(({ time }) => time)).toEqual(lines.map(({ time }) => time));
    const rooms = (dashboards()[0]!.panels as unknown as readonly Panel[]).find(({ title }) =>
      title.startsWith('Rooms: made'),
    );
    const shown = found(asked(rooms!.targets![0]!.expr, RANGE), kept);
    expect(shown.map(({ line }) => JSON.parse(line).msg)).toEqual(
      expect.arrayContaining(['room runs here', 'match runs here']),
    );
    expect(new Set(shown.map(({ metadata }) => metadata.room)).size).toBe(1);
  });

  it('mark a deploy by the image of its pods', async () => {
    const marks = dashboards()[0]!.annotations!.list!.map(({ expr }) => String(expr));
    expect(marks).toHaveLength(2);
    const [deploys] = marks;
    const images = (await prometheus.query(deploys!)).map(({ metric }) => metric.image);
    expect(images).toEqual(['r/playcode-app:abc']);
  });

  it('can be narrowed by what is there', async () => {
    for (const { templating } of dashboards())
      for (const { query } of templating!.list!) {
        const [, of, label] = /^label_values\((.+), (\w+)\)$/.exec(String(query))!;
        const values = await prometheus.query(`count by (${label}) (${of})`);
        expect(values.map(({ metric }) => metric[label!]).filter(Boolean), String(query)).not.toEqual([]);
      }
  });
});

/** A pod as discovery would find it. */
function pod(name: string, port: number, containerPort: number): Target {
  const namespace = /^(kube-state|node-exporter)/.test(name) ? 'monitoring' : 'playcode';
  return { port, pod: name, namespace, node: 'node-1', containerPort };
}
