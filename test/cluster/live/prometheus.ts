import { inPod } from '../../pipeline/cluster.ts';

/** A target that Prometheus has discovered. */
interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  readonly scrapeInterval: string;
}

/** An alert that is pending or firing. */
interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/** Asks Prometheus as Grafana does, from where Grafana stands. */
async function ask<T>(path: string): Promise<T> {
  const url = `http://prometheus:9090/api/v1/${path}`;
  const answer = await inPod('monitoring', 'deployment/grafana', 'wget', '-qO-', url);
  return (JSON.parse(answer) as { readonly data: T }).data;
}

/** How many series each of some queries returns now, all asked in one go. */
export async function seriesOf(queries: readonly string[]): Promise<readonly number[]> {
  const urls = queries.map(
    (query) => `http://prometheus:9090/api/v1/query?query=${encodeURIComponent(query)}`,
  );
  const script = 'for url in "$@"; do wget -qO- "$url" || echo refused; echo; done';
  const answers = await inPod('monitoring', 'deployment/grafana', 'sh', '-c', script, 'ask', ...urls);
  return answers
    .trimEnd()
    .split('\n')
    .map(
      (line) => (JSON.parse(line) as { readonly data: { readonly result: unknown[] } }).data.result.length,
    );
}

/** What is scraped, or is to be. */
export async function targets(): Promise<readonly Target[]> {
  const { activeTargets } = await ask<{ activeTargets: readonly Target[] }>('targets?state=active');
  return activeTargets;
}

/** Alerts that are not silent. */
export async function alerts(): Promise<readonly Alert[]> {
  return (await ask<{ alerts: readonly Alert[] }>('alerts')).alerts;
}
