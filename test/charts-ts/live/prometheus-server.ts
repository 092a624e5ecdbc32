import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { freePort } from '../../service/running-service.ts';
import { until } from '../../service/until.ts';

/** Where a job's targets are: what discovery would have found, and the address to scrape in its place. */
export interface Target {
  readonly port: number;
  readonly namespace?: string;
  readonly pod?: string;
  readonly node: string;
  /** Port by which discovery would know the container. */
  readonly containerPort?: number;
}

/** A series in the answer to a query. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

interface ScrapeJob {
  readonly job_name: string;
  readonly kubernetes_sd_configs?: unknown;
  readonly [field: string]: unknown;
}

interface Configuration {
  readonly global: Readonly<Record<string, unknown>>;
  readonly scrape_configs: readonly ScrapeJob[];
  readonly [field: string]: unknown;
}

/** A real Prometheus with the platform's own configuration and rules: addresses are replaced, and its rhythm. */
export class PrometheusServer {
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(address: string, child: ChildProcess, folder: string) {
    this.address = address;
    this.#child = child;
    this.#folder = folder;
  }

  static async start(
    command: string,
    files: { readonly configuration: string; readonly rules: string },
    targets: Readonly<Record<string, readonly Target[]>>,
  ): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    const port = await freePort();
    const rules = join(folder, 'rules.yaml');
    writeFileSync(rules, files.rules);
    const configuration = withTargets(parse(files.configuration) as Configuration, rules, port, targets);
    writeFileSync(join(folder, 'prometheus.yaml'), stringify(configuration));
    const child = spawn(
      command,
      [
        `--config.file=${join(folder, 'prometheus.yaml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let output = '';
    child.stderr.on('data', (chunk) => {
      output = (output + chunk).slice(-4000);
    });
    const server = new PrometheusServer(`http://127.0.0.1:${port}`, child, folder);
    await until(
      'Prometheus is ready',
      () => {
        if (child.exitCode !== null) throw new Error(`Prometheus ended at its start: ${output}`);
        return fetch(`${server.address}/-/ready`).then(
          (answer) => answer.ok,
          () => false,
        );
      },
      30_000,
    );
    return server;
  }

  /** What a query gives now. */
  async query(expr: string): Promise<readonly Series[]> {
    const answer = await fetch(`${this.address}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expr }),
    });
    const body = (await answer.json()) as {
      readonly status: string;
      readonly error?: string;
      readonly data: {
        readonly result: readonly { metric: Series['metric']; value: [number, string] }[];
      };
    };
    if (body.status !== 'success') throw new Error(`${expr}: ${body.error}`);
    return body.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The configuration with fixed targets in the place of discovery; relabelling sees what discovery would have said. */
function withTargets(
  configuration: Configuration,
  rules: string,
  port: number,
  targets: Readonly<Record<string, readonly Target[]>>,
): object {
  return {
    ...configuration,
    global: {
      ...configuration.global,
      scrape_interval: '1s',
      scrape_timeout: '1s',
      evaluation_interval: '1s',
    },
    rule_files: [rules],
    alerting: {},
    scrape_configs: configuration.scrape_configs.map((job) => {
      if (job.kubernetes_sd_configs === undefined)
        return { ...job, static_configs: [{ targets: [`127.0.0.1:${port}`] }] };
      // What is left has nothing to do with where a target is.
      const {
        kubernetes_sd_configs: _sd,
        scheme: _scheme,
        authorization: _token,
        tls_config: _tls,
        ...rest
      } = job;
      return { ...rest, static_configs: (targets[job.job_name] ?? []).map(asDiscovered) };
    }),
  };
}

function asDiscovered({ port, namespace, pod, node, containerPort }: Target): object {
  const labels =
    pod === undefined
      ? { __meta_kubernetes_node_name: node }
      : {
          __meta_kubernetes_namespace: namespace,
          __meta_kubernetes_pod_name: pod,
          __meta_kubernetes_pod_node_name: node,
          __meta_kubernetes_pod_phase: 'Running',
          __meta_kubernetes_pod_container_port_number: String(containerPort),
        };
  return { targets: [`127.0.0.1:${port}`], labels };
}
