import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../lib/environment.ts';
import { buildPlatform, environments, PlatformStage } from '../../lib/index.ts';

const PRODUCTION = environments.production;
const SERVICES = '10.0.128.0/17';
const MISMATCHED = { cidr: '10.100.0.1/32', port: 443 };

describe('an environment', () => {
  it.each<readonly [string, Partial<Environment>]>([
    ['account: found "12345", expected the 12 digits of an AWS account', { account: '12345' }],
    ['region: found "cn-north-1", expected a region of the partition aws', { region: 'cn-north-1' }],
    ['region: found "us-gov-west-1", expected a region of the partition aws', { region: 'us-gov-west-1' }],
    ['region: found "Seoul", expected a region', { region: 'Seoul' }],
    ['domain: found "Kart.Example", expected a domain in small letters', { domain: 'Kart.Example' }],
    ['domain: found "플레이.한국", expected a domain in small letters', { domain: '플레이.한국' }],
    [
      'zones: found "ap-northeast-2", expected zones by their names',
      { zones: ['ap-northeast-2', 'ap-northeast-2b'] },
    ],
    ['zones: found [], expected at least one zone', { zones: [] }],
    [
      'choices.mongo: found {"members":3,"external":',
      {
        choices: {
          mongo: { members: 3, external: { host: 'db.example.net', port: 27017, cidr: '1.2.3.0/24' } },
        },
      },
    ],
    [
      'choices.redis.external.host: found "1.2.3.300", expected a domain',
      { choices: { redis: { external: { host: '1.2.3.300', port: 6380, cidr: '1.2.3.0/24' } } } },
    ],
    ['operatorEmail: found "nobody", expected an e-mail address', { operatorEmail: 'nobody' }],
    ['vpcCidr: found "10.0.0.0/99", expected a range', { vpcCidr: '10.0.0.0/99' }],
    [
      `serviceCidr: found "${SERVICES}", expected a range outside of vpcCidr 10.0.0.0/16`,
      { serviceCidr: SERVICES },
    ],
    [
      'expected cidr 172.20.0.1/32, port 443: EKS gives the API server the first address',
      { apiServer: MISMATCHED },
    ],
    ['apiAccessCidrs: found "1.2.3.4", expected a range', { apiAccessCidrs: ['1.2.3.4'] }],
    // The service would not start with it.
    ['choices.contact: found "ask us", expected an e-mail address', { choices: { contact: 'ask us' } }],
    [
      'app: found {"minReplicas":1,"maxReplicas":4}, expected 2 <= minReplicas',
      { app: { minReplicas: 1, maxReplicas: 4 } },
    ],
  ])('is refused by its field: %s', async (message, wrong) => {
    await expect(buildPlatform(new App(), { ...PRODUCTION, ...wrong })).rejects.toThrow(message);
  });

  it('may have a database that is found by its address', () => {
    const external = { host: '1.2.3.4', port: 6380, cidr: '1.2.3.0/24' };
    const make = () => new PlatformStage(new App(), { ...PRODUCTION, choices: { redis: { external } } });
    expect(make).not.toThrow();
  });

  it('makes what an account has one of, unless another of the same app has made it', async () => {
    const app = new App();
    await buildPlatform(app, PRODUCTION);
    const { account } = PRODUCTION;
    await expect(buildPlatform(app, { ...environments.staging, account })).rejects.toThrow(
      "sharesAccount: found false, expected true: production makes GitHub's provider and the repository",
    );
    const elsewhere = { region: 'eu-west-1', zones: ['eu-west-1a', 'eu-west-1b'] };
    await expect(
      buildPlatform(app, { ...environments.staging, ...elsewhere, account, sharesAccount: true }),
    ).rejects.toThrow(
      'region: found "eu-west-1", expected ap-northeast-2, where production makes the image\'s repository',
    );
    await expect(
      buildPlatform(app, { ...environments.staging, account, sharesAccount: true }),
    ).resolves.toBeDefined();
  });
});
