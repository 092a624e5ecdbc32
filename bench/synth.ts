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

/** What one run took, in seconds. */
interface Taken {
  readonly wall: number;
  readonly cpu: number;
}

/** Measures the synthesis of the AWS half beside a minimal blueprint, and prints one JSON object. */
async function main(): Promise<void> {
  const taken: Record<Name, Taken[]> = { production: [], everyEnvironment: [], minimalBlueprint: [] };
  const names = Object.keys(SUBJECTS) as Name[];
  for (let round = 0; round <= RUNS; round++) {
    for (const name of names) {
      const one = await synthesize(SUBJECTS[name]);
      if (round > 0) taken[name].push(one);
    }
  }
  const of = (what: keyof Taken) =>
    Object.fromEntries(names.map((name) => [name, median(taken[name].map((one) => one[what]))])) as Record<
      Name,
      number
    >;
  const cpu = of('cpu');
  const ratio = {
    production: hundredths(cpu.production / cpu.minimalBlueprint),
    everyEnvironment: hundredths(cpu.everyEnvironment / cpu.minimalBlueprint),
  };
  console.log(JSON.stringify({ runs: RUNS, wallSeconds: of('wall'), cpuSeconds: cpu, cpuRatio: ratio }));
}

/** Synthesizes an app from source, as `npm run synth` does, into a folder of its own. */
async function synthesize({ app, context }: Subject): Promise<Taken> {
  const outdir = mkdtempSync(join(tmpdir(), 'playcode-bench-'));
  try {
    const begin = performance.now();
    const child = spawn(process.execPath, ['-r', './bench/cpu-time.cjs', '-r', '@swc-node/register', app], {
      env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    let cpu = '';
    child.stdio[3]?.on('data', (data: Buffer) => {
      cpu += data.toString();
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`${app} could not be synthesized; its message is above`);
    return { wall: (performance.now() - begin) / 1000, cpu: Number(cpu) };
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
