import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PROMISED_DAYS } from '../service/src/promises.ts';
import { at, find, synthesized } from './charts-ts/synthesized.ts';
import { ofType, production, STACKS, synthesize, type TemplateResource } from './lib/platform.ts';

/** A rule by which objects of a bucket go. */
interface Rule {
  readonly ExpirationInDays?: number;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
}

/** Days after which an object of a bucket is gone, with its older versions, if it is not asked for by its prefix. */
function daysOf(bucket: TemplateResource): number {
  const rules = bucket.Properties.LifecycleConfiguration.Rules as readonly Rule[];
  const most = (days: readonly (number | undefined)[]): number =>
    Math.max(0, ...days.map((each) => each ?? 0));
  return (
    most(rules.map((rule) => rule.ExpirationInDays)) +
    most(rules.map((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays))
  );
}

describe('what the page about privacy promises', async () => {
  const { resources } = await synthesize(production());
  const all = STACKS.flatMap((stack) => ofType(resources(stack), 'AWS::S3::Bucket'));
  const bucket = (what: string): TemplateResource => {
    const found = all.find(
      ([, { Properties }]) => Properties.BucketName === `playcode-production-${what}-111122223333`,
    );
    return found![1];
  };

  it('is kept by every log that an address may stand in', () => {
    const groups = STACKS.flatMap((stack) => ofType(resources(stack), 'AWS::Logs::LogGroup'));
    const days = groups.map(([, { Properties }]) => Properties.RetentionInDays as number);
    expect(days.length).toBeGreaterThan(0);
    for (const each of days) expect(each).toBeLessThanOrEqual(PROMISED_DAYS.logs);
    expect(daysOf(bucket('logs'))).toBe(91);
    expect(PROMISED_DAYS.logs).toBe(91);
  });

  it('is kept by Loki, whose lines hold addresses', () => {
    const files = synthesized().filter(({ kind }) => kind === 'ConfigMap');
    const text = files.map((one) => at(one, 'data', 'loki.yaml')).find((each) => each !== undefined);
    const hours = /^(\d+)h$/.exec(parse(text as string).limits_config.retention_period)?.[1];
    expect(Number(hours) / 24).toBe(14);
    expect(find(synthesized(), 'StatefulSet', 'loki')).toBeDefined();
  });

  it('is kept by the backups', () => {
    expect(daysOf(bucket('backups'))).toBe(395);
    expect(PROMISED_DAYS.backups).toBe(395);
  });

  it('is kept by the pictures', () => {
    const rules = bucket('uploads').Properties.LifecycleConfiguration.Rules as readonly Rule[];
    const versions = rules.flatMap((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays ?? []);
    expect(versions).toEqual([7]);
    expect(PROMISED_DAYS.pictures).toBe(7);
  });
});
