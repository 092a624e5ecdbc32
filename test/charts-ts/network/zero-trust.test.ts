import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';
import { OPEN_FLOWS } from './open-flows.ts';
import { CLOSED, partiesOf, portsOf } from './parties.ts';
import type { Policy } from './policy.ts';
import { permissionsOf, permitted, questionsOf } from './reachability.ts';

const objects = synthesized();
const policies = objects.filter((object) => object.kind === 'NetworkPolicy') as unknown as readonly Policy[];
const parties = partiesOf(objects);
const questions = questionsOf(parties, portsOf(objects));
const expected = permissionsOf(OPEN_FLOWS, parties);

describe('zero trust', () => {
  it('permits at each end exactly the flows of the table', () => {
    expect(questions.length).toBeGreaterThan(30_000);
    const found = permitted(policies, { rangesMatchPods: false }, questions);
    expect([...found].sort()).toEqual([...expected].sort());
  });

  it('permits on the VPC CNI, where ranges mean pods, too, only what the ranges say', () => {
    const found = permitted(policies, { rangesMatchPods: true }, questions);
    const more = [...found].filter((permission) => !expected.includes(permission));
    const ranges = [
      // Everybody may visit the site, as from the internet, and who is in the VPC may ask the admission webhook.
      /^Ingress [\w-]+ > ingress-controller TCP\/(80|443|8443)$/,
      // "Outside" and "nodes" hold the addresses of pods; each of ours refuses them at its own end.
      /^Egress (playcode-app|mongodb-backup|mongodb-restore|restore-drill) > [\w-]+ TCP\/443$/,
      /^Egress (playcode-app|alertmanager) > [\w-]+ TCP\/587$/,
      /^Egress prometheus > [\w-]+ TCP\/(9100|10250)$/,
    ];
    expect(more.filter((permission) => !ranges.some((range) => range.test(permission)))).toEqual([]);
    const opened = more
      .filter((permission) => permission.startsWith('Egress '))
      .map((permission) => permission.slice('Egress '.length))
      .filter((flow) => found.has(`Ingress ${flow}`));
    expect(opened.sort()).toEqual([
      'mongodb-backup > ingress-controller TCP/443',
      'mongodb-restore > ingress-controller TCP/443',
      'playcode-app > ingress-controller TCP/443',
      'restore-drill > ingress-controller TCP/443',
    ]);
  });

  it('lets no pod ask the metadata service', () => {
    for (const rangesMatchPods of [true, false]) {
      const found = permitted(policies, { rangesMatchPods }, questions);
      expect([...found].filter((permission) => permission.includes('> metadata-service'))).toEqual([]);
    }
  });

  it('denies both ways in all three namespaces before anything else', () => {
    for (const namespace of CLOSED) {
      const deny = policies.find(
        ({ metadata }) => metadata.name === 'default-deny' && metadata.namespace === namespace,
      );
      expect(deny?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    }
  });

  it('leaves a direction without rules out, instead of listing none', () => {
    for (const { metadata, spec } of policies) {
      for (const rules of [spec.ingress, spec.egress]) expect(rules, metadata.name).not.toEqual([]);
    }
  });
});
