import type { Consequence } from '../consequence.ts';
import { fields, text } from '../field.ts';
import type { Finding } from '../finding.ts';
import type { Platform } from '../platform.ts';
import type { Change } from './change.ts';
import { BUDGET_RULES } from './rules/budget.ts';
import { CHART_RULES } from './rules/chart.ts';
import { CLUSTER_RULES } from './rules/cluster.ts';
import { IDENTITY_RULES } from './rules/identity.ts';
import { MAIL_RULES } from './rules/mail.ts';
import { NETWORK_RULES } from './rules/network.ts';
import { OUTWARD_RULES } from './rules/outward.ts';
import type { Rules } from './rules/rule.ts';
import { STORAGE_RULES } from './rules/storage.ts';

/** What loosening one setting of a kind of resource means. */
const TABLES: readonly Rules[] = [
  STORAGE_RULES,
  CLUSTER_RULES,
  CHART_RULES,
  NETWORK_RULES,
  MAIL_RULES,
  IDENTITY_RULES,
  BUDGET_RULES,
  OUTWARD_RULES,
];

/** Kinds of which also the end opens something. */
const OPENS_WHEN_GONE = /^AWS::EKS::Addon$/;

/** What looser settings open or leave without a net, resource by resource. */
export function guardRailConsequences(changes: readonly Change[]): Consequence[] {
  return changes.flatMap((change) => {
    const { type, base: before, head: after } = change;
    if (!after && !OPENS_WHEN_GONE.test(type)) return [];
    if (before && after && before.Type !== after.Type) return [];
    const subject = `${type} ${change.movesTo ?? change.subject}`;
    const [base, head] = [fields(before?.Properties), fields(after?.Properties)];
    // Of what is new there is nothing to loosen: it may only lead outward.
    const tables = before ? TABLES : [OUTWARD_RULES];
    const findings = tables.flatMap((rules) => rules[type] ?? []).flatMap((rule) => rule(base, head));
    return [...findings, ...policies(change), ...conditional(change)].map(([fate, because]) => ({
      fate,
      subject,
      because,
    }));
  });
}

/** Deletion policies that let data go with its stack. */
function policies({ base, head }: Change): Finding[] {
  if (!base || !head) return [];
  const kept = (policy: 'DeletionPolicy' | 'UpdateReplacePolicy') =>
    text(base[policy]).startsWith('Retain') && !text(head[policy]).startsWith('Retain');
  return (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
    .filter(kept)
    .map((policy) => [
      'protection-dropped',
      `${policy} ${base[policy]} → ${head[policy] ?? 'Delete'}: it goes with its stack or its replacement`,
    ]);
}

/** A resource that is there only sometimes: else it is deleted, or stays behind. */
function conditional({ base, head }: Change): Finding[] {
  const condition = head?.Condition;
  if (!base || condition === undefined || base.Condition === condition) return [];
  return [
    [
      'protection-dropped',
      `it is there only under condition ${condition}, and goes where that does not hold`,
    ],
  ];
}

/** Stacks that one call can delete, and could not before. */
export function unprotectedStacks(base: Platform, head: Platform): Consequence[] {
  return [...head.stacks.values()].flatMap((stack): Consequence[] => {
    const was = base.stacks.get(stack.name)?.terminationProtection;
    if (!was || stack.terminationProtection) return [];
    return [
      {
        fate: 'protection-dropped',
        subject: `stack ${stack.name}`,
        because: 'termination protection is off',
      },
    ];
  });
}
