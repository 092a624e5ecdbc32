import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ruleFile, ruleGroups } from '../../../charts-ts/index.ts';
import { itWith } from '../../parts.ts';
import type { AlertCase } from './cases/alert-case.ts';
import { CASES } from './cases/index.ts';

const PROMTOOL = { name: 'promtool', variable: 'PROMTOOL' };

const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Those of somebody who has the heartbeat, too. */
const CHOICES = { heartbeat: true };
const groups = ruleGroups(CHOICES);
const alerts = groups.flatMap((group) => group.alerts.map((rule) => ({ ...rule, group: group.name })));

/** What promtool says, or the failure that it reports. */
function promtool(command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`promtool ${args.join(' ')}: ${stdout}\n${stderr}`, { cause: error });
  }
}

/** The rules of a group, and those that record what it is about. Each test evaluates all of them again and again. */
function ruleFiles(group: string): readonly string[] {
  return group === 'game' ? ['objectives.yaml', 'game.yaml'] : [`${group}.yaml`];
}

/** Writes a file of tests; returns its name. */
function testFile(name: string, files: readonly string[], tests: readonly object[]): string {
  const file = `${name}-test.yaml`;
  writeFileSync(join(folder, file), stringify({ rule_files: files, evaluation_interval: '1m', tests }));
  return file;
}

/** A test of promtool: with these series so many alerts fire. */
function ruleTest(name: string, { alert, at = '20m' }: AlertCase, series: object, times: number): object {
  return {
    name,
    interval: '1m',
    input_series: Object.entries(series).map(([of, values]) => ({ series: of, values: String(values) })),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`,
        eval_time: at,
        exp_samples: [{ labels: '{}', value: times }],
      },
    ],
  };
}

describe('the alerts', () => {
  const written = ruleFile('playcode-gg/playcode', CHOICES) as {
    readonly groups: readonly { readonly name: string }[];
  };
  writeFileSync(join(folder, 'rules.yaml'), stringify(written));
  for (const group of written.groups)
    writeFileSync(join(folder, `${group.name}.yaml`), stringify({ groups: [group] }));

  itWith(PROMTOOL, 'and recordings are rules that Prometheus takes', (command) => {
    expect(promtool(command, 'check', 'rules', 'rules.yaml')).toContain('SUCCESS');
  });

  it('are all tested, and none that is not there', () => {
    expect([...new Set(CASES.map(({ alert }) => alert))].sort()).toEqual(
      alerts.map(({ alert }) => alert).sort(),
    );
    const always = CASES.filter(({ well }) => !well);
    expect(always.map(({ alert }) => alert)).toEqual(['Watchdog']);
  });

  itWith(PROMTOOL, 'fire when something is ill, and do not when all is well', (command) => {
    for (const { name, alerts: rules } of groups) {
      const cases = CASES.filter(({ alert }) => rules.some((rule) => rule.alert === alert));
      const tests = cases.flatMap((one) => [
        ruleTest(`${one.alert}, ill`, one, one.ill, one.times ?? 1),
        ...(one.well ? [ruleTest(`${one.alert}, well`, one, one.well, 0)] : []),
      ]);
      expect(promtool(command, 'test', 'rules', testFile(name, ruleFiles(name), tests))).toContain('SUCCESS');
    }
    console.log(
      `alerts ${alerts.length}, with passing rule tests ${new Set(CASES.map(({ alert }) => alert)).size}`,
    );
  });

  itWith(PROMTOOL, 'of a budget go quiet soon after the errors have', (command) => {
    const bad = '0+10x60 600x600';
    const test = {
      interval: '1m',
      input_series: [
        { series: 'playcode_joins_total{outcome="joined"}', values: '0+90x600' },
        { series: 'playcode_joins_total{outcome="unavailable"}', values: bad },
      ],
      promql_expr_test: [50, 90].map((minute, index) => ({
        expr: 'count(ALERTS{alertname="JoinsBudgetBurnsFast", alertstate="firing"}) or vector(0)',
        eval_time: `${minute}m`,
        exp_samples: [{ labels: '{}', value: 1 - index }],
      })),
    };
    const file = testFile('quiet', ruleFiles('objectives'), [test]);
    expect(promtool(command, 'test', 'rules', file)).toContain('SUCCESS');
  });

  it.each(alerts)('$alert leads to a section of its runbook that says what to do', ({ alert, group }) => {
    const file = `docs/runbooks/${group}.md`;
    const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1);
    const section = sections.find((text) => text.startsWith(`${alert}\n`));
    expect(section, `${file} has no section "## ${alert}"`).toBeDefined();
    for (const part of ['**Symptom.**', '**Players see.**', '**First look.**', '**Remedy.**'])
      expect(section, `${file}, ${alert}: ${part}`).toContain(part);
    expect(JSON.stringify(ruleFile('playcode-gg/playcode', CHOICES))).toContain(
      `https://github.com/playcode-gg/playcode/blob/main/${file}#${alert.toLowerCase()}`,
    );
  });

  it.each(groups)('have no section of $name too many', ({ name, alerts: rules }) => {
    const text = readFileSync(`docs/runbooks/${name}.md`, 'utf8');
    const titles = [...text.matchAll(/^## (\w+)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(rules.map(({ alert }) => alert));
  });
});
