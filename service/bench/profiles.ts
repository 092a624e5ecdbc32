import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/** A CPU profile as V8 writes it: which call was on top at each sample, and the tree of calls. */
interface Profile {
  readonly nodes: readonly CallNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface CallNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
}

/** What a process has spent its time on, in seconds. */
export interface Spent {
  readonly busy: number;
  /** In the sources that were asked about, and in what they called. */
  readonly inSources: number;
}

/**
 * What built servers spent in some of their sources, from the profiles in a folder, one a process.
 * @param map Source map of the build.
 */
export function spentIn(sources: RegExp, folder: string, map: string): readonly Spent[] {
  const build = new SourceMap(JSON.parse(readFileSync(map, 'utf8')));
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  if (files.length === 0)
    throw new Error(
      `${folder}: found no profile; npm run bench leaves them there if BENCH_PROFILES names it`,
    );
  return files.map((name) =>
    spent(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile, build, sources),
  );
}

function spent({ nodes, samples, timeDeltas }: Profile, build: SourceMap, sources: RegExp): Spent {
  const isIn = new Map<number, boolean>();
  // Parents stand before their children.
  for (const { id, callFrame, children = [] } of nodes) {
    const inside = (isIn.get(id) ?? false) || sources.test(sourceOf(callFrame, build));
    isIn.set(id, inside);
    for (const child of children) isIn.set(child, inside);
  }
  const idle = new Set(
    nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id),
  );
  const total = (of: (id: number) => boolean): number =>
    samples.reduce((sum, id, index) => (of(id) ? sum + timeDeltas[index]! : sum), 0) / 1e6;
  return {
    busy: total((id) => !idle.has(id)),
    inSources: total((id) => isIn.get(id)!),
  };
}

/** The file that a call stands in, before it was built; packages are not built in. */
function sourceOf({ url, lineNumber, columnNumber }: CallNode['callFrame'], build: SourceMap): string {
  if (!url.endsWith('/main.js')) return url;
  const entry = build.findEntry(lineNumber, columnNumber);
  return 'originalSource' in entry ? entry.originalSource : '';
}
