import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** One synthesized file. */
interface Manifest {
  /** Folder that it stands in. */
  readonly chart: string;
  readonly kind: string;
  /** The object as kubectl names it, for example `deployment.apps/playcode-app`. */
  readonly title: string;
}

/** Synthesizes production into a folder, by the program that `npm run synth` runs. */
export function synthesize(folder: string): void {
  const root = join(import.meta.dirname, '..', '..');
  execFileSync(process.execPath, ['-r', '@swc-node/register', 'charts-ts/main.ts'], {
    cwd: root,
    env: { ...process.env, CDK8S_OUTDIR: folder },
  });
}

/** What each file below a folder of charts declares. */
export function manifestsIn(folder: string): readonly Manifest[] {
  return readdirSync(folder).flatMap((chart) =>
    readdirSync(join(folder, chart)).map((file) => {
      const { apiVersion, kind, metadata } = parse(readFileSync(join(folder, chart, file), 'utf8'));
      const [group, version] = String(apiVersion).split('/');
      const resource = `${kind.toLowerCase()}${version ? `.${group}` : ''}`;
      return { chart, kind, title: `${resource}/${metadata.name}` };
    }),
  );
}

/** A table of how many objects of each kind each chart has, to be printed. */
export function countTable(manifests: readonly Manifest[]): string {
  const charts = ['platform', 'playcode', 'monitoring', 'ingress-nginx'];
  const count = (chart: string, kind?: string) =>
    manifests.filter((each) => each.chart === chart && (kind === undefined || each.kind === kind)).length;
  const row = (title: string, cells: readonly (string | number)[]) =>
    title.padEnd(26) + cells.map((cell) => String(cell || '').padStart(15)).join('');
  return [
    row('objects accepted', charts),
    ...[...new Set(manifests.map(({ kind }) => kind))].sort().map((kind) =>
      row(
        kind,
        charts.map((chart) => count(chart, kind)),
      ),
    ),
    row(
      `all: ${manifests.length}`,
      charts.map((chart) => count(chart)),
    ),
  ].join('\n');
}
