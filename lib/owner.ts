import type { Environment } from './environment.ts';
import type { EnvironmentName } from './names.ts';

/** Where an environment stands, who reaches it, what it may cost, and how it is wanted. */
type Place = Pick<
  Environment,
  | 'account'
  | 'region'
  | 'zones'
  | 'domain'
  | 'sharesAccount'
  | 'apiAccessCidrs'
  | 'monthlyBudgetUsd'
  | 'choices'
>;

/** Whose the platform is: what everybody who deploys it writes for themselves, and nothing else needs to be. */
export interface Owner extends Pick<Environment, 'operatorEmail' | 'repository' | 'repositoryIds'> {
  readonly places: Readonly<Record<EnvironmentName, Place>>;
}

/**
 * The customer's, DESIGN section 1; the account ids are placeholders. `.github/workflows/deploy.yml` repeats some of it, and a
 * test holds it to that. All other tests have an owner of their own, `test/owner.ts`: they pass whoever stands here.
 */
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
    // An account of its own, two zones. Its domain is delegated from the site's; its choices are production's, unless it has some.
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
