import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { itWith } from '../../parts.ts';
import { synthesized } from '../synthesized.ts';
import { partiesOf, portsOf } from './parties.ts';
import type { Party, Policy, Protocol } from './policy.ts';
import { permitted, questionsOf } from './reachability.ts';

/** Namespace of parties that are no pods: to cyclonus everybody is one, and a range means pods, too. */
const OUTSIDE = 'outside';

const folder = mkdtempSync(join(tmpdir(), 'cyclonus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const objects = synthesized();
const policies = objects.filter((object) => object.kind === 'NetworkPolicy');
const parties = partiesOf(objects);
const ports = portsOf(objects);

describe('a second opinion on zero trust', () => {
  itWith({ name: 'cyclonus', variable: 'CYCLONUS' }, 'agrees with the oracle in every cell', (cyclonus) => {
    const policyFolder = join(folder, 'policies');
    mkdirSync(policyFolder);
    policies.forEach((policy, index) => {
      writeFileSync(join(policyFolder, `${index}.yaml`), JSON.stringify(policy));
    });
    const probe = join(folder, 'probe.json');
    writeFileSync(probe, JSON.stringify(model()));
    const output = execFileSync(
      cyclonus,
      ['analyze', '--mode', 'probe', '--policy-path', policyFolder, '--probe-path', probe],
      { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] },
    );

    const questions = questionsOf(parties, ports);
    const ours = permitted(policies as unknown as readonly Policy[], { rangesMatchPods: true }, questions);
    const asked = new Set(
      questions.map(
        ({ direction, connection: { from, to, port, protocol } }) =>
          `${direction} ${from.name} > ${to.name} ${protocol}/${port}`,
      ),
    );
    const theirs = read(output).filter((cell) => asked.has(cell.permission));
    expect(theirs).toHaveLength(asked.size);
    const disagreements = theirs.filter((cell) => cell.permits !== ours.has(cell.permission));
    expect(disagreements).toEqual([]);
  });
});

/** The parties as cyclonus wants them: each with every port open, so that policies alone decide. */
function model(): object {
  const protocols: readonly Protocol[] = ['TCP', 'UDP'];
  const open = ports.flatMap((port) => protocols.map((protocol) => ({ port, protocol })));
  const namespaces = new Set(parties.map(namespaceOf));
  return {
    Resources: {
      Namespaces: Object.fromEntries(
        [...namespaces].map((name) => [name, { 'kubernetes.io/metadata.name': name }]),
      ),
      Pods: parties.map((party) => ({
        Namespace: namespaceOf(party),
        Name: party.name,
        Labels: party.pod?.labels ?? {},
        IP: party.address,
        Containers: open.map(({ port, protocol }) => ({
          Name: `${protocol}-${port}`,
          Port: port,
          Protocol: protocol,
          PortName: `${protocol.toLowerCase()}-${port}`,
        })),
      })),
    },
    Probes: open.map(({ port, protocol }) => ({ Port: port, Protocol: protocol })),
  };
}

/** Cells of its tables. It names ports only on the other stream, but answers in the order that it was asked in. */
function read(output: string): readonly { readonly permission: string; readonly permits: boolean }[] {
  const asked = ports.flatMap((port) => ['TCP', 'UDP'].map((protocol) => `${protocol}/${port}`));
  const byUpperCase = new Map(
    parties.map((party) => [`${namespaceOf(party)}/${party.name}`.toUpperCase(), party.name]),
  );
  const sections = [...output.matchAll(/^(Ingress|Egress):\n([\s\S]*?)\n\n/gm)];
  return sections.flatMap(([, direction, table], index) => {
    const rows = (table ?? '')
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const receivers = (rows[0] ?? []).slice(1).map((name) => byUpperCase.get(name)!);
    return rows.slice(1).flatMap(([sender, ...cells]) =>
      cells.map((cell, column) => ({
        permission: `${direction} ${byUpperCase.get(sender!.toUpperCase())} > ${receivers[column]} ${asked[Math.floor(index / 2)]}`,
        permits: cell === '.',
      })),
    );
  });
}

function namespaceOf(party: Party): string {
  return party.pod?.namespace ?? OUTSIDE;
}
