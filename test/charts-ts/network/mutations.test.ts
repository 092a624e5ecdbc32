import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';
import { type Mutant, mutantsOf } from './mutations.ts';
import { OPEN_FLOWS } from './open-flows.ts';
import { partiesOf, portsOf } from './parties.ts';
import { type Party, type Policy, selects } from './policy.ts';
import { endOf, permissionsOf, permitted, type Question, questionsOf } from './reachability.ts';

const objects = synthesized();
const policies = objects.filter((object) => object.kind === 'NetworkPolicy') as unknown as readonly Policy[];
const parties = partiesOf(objects);
const asked = new Map(parties.map((party): [Party, Question[]] => [party, []]));
for (const question of questionsOf(parties, portsOf(objects))) asked.get(endOf(question))?.push(question);
const expected = permissionsOf(OPEN_FLOWS, parties);

/** Names what a mutant changes of the table, nothing if nobody would notice it. Only whom it is about is asked. */
function changes(mutant: Mutant): readonly string[] {
  const concerned = parties.filter(({ pod }) =>
    mutant.versions.some(
      ({ metadata, spec }) => pod?.namespace === metadata.namespace && selects(spec.podSelector, pod.labels),
    ),
  );
  const names = new Set(concerned.map((party) => party.name));
  const before = expected.filter((permission) => {
    const [direction, from, to] = permission.split(/ > | /) as [string, string, string];
    return names.has(direction === 'Egress' ? from : to);
  });
  const after = permitted(
    mutant.policies,
    { rangesMatchPods: false },
    concerned.flatMap((party) => asked.get(party) ?? []),
  );
  return [
    ...[...after]
      .filter((permission) => !before.includes(permission))
      .map((permission) => `opens ${permission}`),
    ...before.filter((permission) => !after.has(permission)).map((permission) => `closes ${permission}`),
  ];
}

describe('a mistake in the policies shows in the table', () => {
  const mutants = mutantsOf(policies);

  it('whichever it is', () => {
    expect(mutants.length).toBeGreaterThan(200);
    const survivors = mutants.filter((mutant) => changes(mutant).length === 0).map(({ what }) => what);
    expect(survivors).toEqual([]);
  });

  it('when a rule goes, by a flow that goes', () => {
    const gone = mutants.filter(({ what }) => / rule \d+ gone$/.test(what));
    expect(gone.length).toBeGreaterThan(50);
    for (const mutant of gone) {
      expect(changes(mutant), mutant.what).toEqual(
        expect.arrayContaining([expect.stringMatching(/^closes /)]),
      );
    }
  });

  it('when a default deny goes, by a flow that comes', () => {
    const gone = mutants.filter(({ what }) => what.endsWith('/default-deny: gone'));
    expect(gone).toHaveLength(3);
    for (const mutant of gone) {
      expect(changes(mutant), mutant.what).toEqual(
        expect.arrayContaining([expect.stringMatching(/^opens .*unlabelled-in-/)]),
      );
    }
  });
});

describe('selectors', () => {
  it('each select somebody', () => {
    const pods = parties.flatMap((party) => party.pod ?? []);
    for (const { metadata, spec } of policies) {
      const inside = pods.filter((pod) => pod.namespace === metadata.namespace);
      expect(
        inside.some((pod) => selects(spec.podSelector, pod.labels)),
        metadata.name,
      ).toBe(true);
      for (const peer of [...(spec.ingress ?? []), ...(spec.egress ?? [])].flatMap(
        (rule) => rule.from ?? rule.to ?? [],
      )) {
        if (!peer.podSelector) continue;
        const found = pods.some(
          (pod) =>
            selects(peer.namespaceSelector ?? {}, { 'kubernetes.io/metadata.name': pod.namespace }) &&
            selects(peer.podSelector ?? {}, pod.labels),
        );
        expect(found, `${metadata.name}: ${JSON.stringify(peer)}`).toBe(true);
      }
    }
  });
});
