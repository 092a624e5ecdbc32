import type { Owner } from '../lib/owner.ts';

/** Whose the platform is in tests: the customer's, whoever stands in `lib/owner.ts`. `vitest.config.mts` puts it there. */
export const OWNER: Owner = {
  operatorEmail: 'ops@playcode.gg',
  repository: 'playcode-gg/playcode',
  places: {
    production: {
      account: '111122223333',
      region: 'ap-northeast-2',
      zones: ['ap-northeast-2a', 'ap-northeast-2b', 'ap-northeast-2c'],
      domain: 'playcode.gg',
      apiAccessCidrs: ['0.0.0.0/0'],
      monthlyBudgetUsd: 650,
    },
    staging: {
      account: '444455556666',
      region: 'ap-northeast-2',
      zones: ['ap-northeast-2a', 'ap-northeast-2c'],
      domain: 'staging.playcode.gg',
      apiAccessCidrs: ['0.0.0.0/0'],
      monthlyBudgetUsd: 500,
    },
  },
};
