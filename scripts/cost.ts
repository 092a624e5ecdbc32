import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { App as Charts } from 'cdk8s';
import { claimedGib } from '../charts-ts/claims.ts';
import { buildCharts, objectsOf } from '../charts-ts/index.ts';
import { monthlyCost, type PricedResource, QUIET_MONTH } from '../lib/cost/monthly-cost.ts';
import { PRICES } from '../lib/cost/prices.ts';
import { NOT_COUNTED } from '../lib/cost/resource-kinds.ts';
import { type Environment, environments } from '../lib/environment.ts';
import { buildPlatform } from '../lib/platform.ts';

/** Prints what a month of each environment costs, from its templates, its volumes and a table of prices. */
async function main(): Promise<void> {
  const outdir = mkdtempSync(join(tmpdir(), 'playcode-cost-'));
  try {
    for (const environment of Object.values(environments)) {
      console.log(await table(environment, join(outdir, environment.name)));
    }
  } finally {
    rmSync(outdir, { recursive: true });
  }
  const use = Object.entries(QUIET_MONTH).map(([what, amount]) => `${what} ${amount}`);
  console.log(
    `Prices of ${PRICES.asOf}, ${PRICES.region}, on demand, before tax. Assumed use: ${use.join(', ')}.`,
  );
  console.log(`Not counted: ${Object.values(NOT_COUNTED).join('; ')}.`);
}

async function table(environment: Environment, outdir: string): Promise<string> {
  const app = new App({ outdir, analyticsReporting: false });
  const stage = await buildPlatform(app, environment);
  const { stacks } = app.synth().getNestedAssembly(stage.artifactId);
  const resources = stacks.flatMap(({ template }) => Object.values<PricedResource>(template.Resources));
  const lines = monthlyCost(resources, claimed(environment));
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  const rows = [
    ...lines.map(({ what, amount, usd }) => [what, amount, usd.toFixed(2)]),
    ['Total', '', total.toFixed(2)],
    ['Budget', '', environment.monthlyBudgetUsd.toFixed(2)],
  ];
  const text = rows.map(
    ([what = '', amount = '', usd = '']) => `  ${what.padEnd(26)} ${amount.padStart(12)} ${usd.padStart(10)}`,
  );
  return [`${environment.name}, US dollars a month`, ...text, ''].join('\n');
}

/** GiB that the pods of an environment claim. */
function claimed(environment: Environment): number {
  const charts = new Charts();
  buildCharts(charts, environment);
  return claimedGib(objectsOf(charts));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
