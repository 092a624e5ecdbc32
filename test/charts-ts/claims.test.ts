import { App } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { claimedGib } from '../../charts-ts/claims.ts';
import { buildCharts, objectsOf } from '../../charts-ts/index.ts';
import { type Choices, production } from '../../lib/environment.ts';

const claimed = (choices: Choices) => {
  const app = new App();
  buildCharts(app, { ...production, choices });
  return claimedGib(objectsOf(app));
};

describe('the volumes that pods claim', () => {
  it('are MongoDB’s 10, Redis’ 2, Prometheus’ 20, Loki’s 10 and Alertmanager’s 1', () => {
    expect(claimed({})).toBe(43);
  });

  it('are three times MongoDB’s where it has three members', () => {
    expect(claimed({ mongo: { members: 3 } })).toBe(63);
  });
});
