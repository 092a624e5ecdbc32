import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs of each app after one that warms the caches; they take turns, so that a busy moment troubles all. */
const RUNS = Number(process.argv[2] ?? 7);

/** An app, and the context that it is run with. */
interface Subject {
  readonly app: string;
  readonly context: Readonly<Record<string, string>>;
}

/** One environment of ours, all of them, and the example with which the blueprints' own README begins. */
const SUBJECTS = {
  production: { app: 'bin/playcode.ts', context: { environment: 'production' } },
  everyEnvironment: { app: 'bin/playcode.ts', context: {} },
  minimalBlueprint: { app: 'bench/minimal-blueprint.ts', context: {} },
} as const satisfies Readonly<Record<string, Subject>>;

type Name = keyof typeof SUBJECTS;

/** Measures the synthesis of the AWS half beside a minimal blueprint, and prints one JSON object. */
async function main(): Promise<void> {
  const taken: Record<Name, number[]> = { production: [], everyEnvironment: [], minimalBlueprint: [] };
  for (let round = 0; round <= RUNS; round++) {
    for (const name of Object.keys(SUBJECTS) as Name[]) {
      const seconds = await synthesize(SUBJECTS[name]);
      if (round > 0) taken[name].push(seconds);
    }
  }
  const seconds = Object.fromEntries(Object.entries(taken).map(([name, all]) => [name, median(all)]));
  const minimal = median(taken.minimalBlueprint);
  const ratio = {
    production: hundredths(median(taken.production) / minimal),
    everyEnvironment: hundredths(median(taken.everyEnvironment) / minimal),
  };
  console.log(JSON.stringify({ runs: RUNS, seconds, ratio }));
}

/** Synthesizes an app from source, as `npm run synth` does, into a folder of its own; returns its seconds. */
async function synthesize({ app, context }: Subject): Promise<number> {
  const outdir = mkdtempSync(join(tmpdir(), 'playcode-bench-'));
  try {
    const begin = performance.now();
    const child = spawn(process.execPath, ['-r', '@swc-node/register', app], {
      env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const code = await new Promise((resolve) => child.on('exit', resolve));
    if (code !== 0) throw new Error(`${app} could not be synthesized; its message is above`);
    return (performance.now() - begin) / 1000;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return hundredths(sorted[Math.floor(sorted.length / 2)]!);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
