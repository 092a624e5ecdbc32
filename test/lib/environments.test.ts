import { beforeAll, describe, expect, it } from 'vitest';
import { environments } from '../../lib/environment.ts';
import { OWNER } from '../owner.ts';
import { ofType, production, STACKS, type Synthesized, synthesize } from './platform.ts';

let built: Synthesized;
let tried: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
  tried = await synthesize(environments.staging);
});

/** CloudFormation's limits of one template. */
const LIMITS = { bytes: 1_000_000, resources: 500, outputs: 200, parameters: 200 };

describe('production and staging', () => {
  it('are the two environments', () => {
    expect(Object.keys(environments)).toEqual(['production', 'staging']);
  });

  it('belong to an owner of the tests, so that they pass in the pipeline of whoever deploys', () => {
    for (const name of ['production', 'staging'] as const) {
      expect(environments[name].zones).toBe(OWNER.places[name].zones);
    }
  });

  it('are made of the same resources, but for the zones', () => {
    const zonal = /Subnet3|northeast2[abc]/;
    const ids = (from: Synthesized) =>
      STACKS.flatMap((stack) =>
        Object.entries(from.resources(stack))
          .filter(([id]) => !zonal.test(id))
          .map(([id, { Type }]) => `${stack} ${id} ${Type}`),
      );
    expect(ids(tried)).toEqual(ids(built));
  });

  it('share no account, no range of addresses, no domain and no name', () => {
    const all = JSON.stringify(STACKS.map((stack) => tried.template(stack).toJSON()));
    for (const foreign of ['111122223333', 'playcode-production', 'playcode/production', '10.0.0.0/16']) {
      expect(all).not.toContain(foreign);
    }
    expect(all).toContain('https://staging.playcode.gg');
    expect(ofType(tried.resources('cluster'), 'AWS::EKS::Nodegroup')).toHaveLength(2);
  });

  it('stay far below the limits of a template', () => {
    for (const stack of STACKS) {
      const template = built.template(stack).toJSON();
      const used = {
        bytes: JSON.stringify(template, undefined, 1).length,
        resources: Object.keys(template.Resources).length,
        outputs: Object.keys(template.Outputs ?? {}).length,
        parameters: Object.keys(template.Parameters ?? {}).length,
      };
      const margins = Object.entries(LIMITS).map(([what, limit]) => {
        const share = used[what as keyof typeof LIMITS] / limit;
        expect(share, `${stack}: ${what}`).toBeLessThan(0.5);
        return `${used[what as keyof typeof LIMITS]} ${what} (${Math.round((1 - share) * 100)} % free)`;
      });
      console.log(`${stack}: ${margins.join(', ')}`);
    }
    const custom = STACKS.flatMap((stack) => Object.values(built.resources(stack))).filter(({ Type }) =>
      Type.startsWith('Custom::'),
    );
    // Six charts and two objects of the cluster, and the VPC's default security group.
    expect(custom).toHaveLength(9);
    console.log(`custom resources: ${custom.length} in all stacks`);
  });
});
