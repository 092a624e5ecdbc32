import { abandonedRoles, accountGrants } from './authority/accounts.ts';
import { powerlessRoles, refusedAssumptions, shutOut, vanishedRoles } from './authority/assumption.ts';
import { type AuthorityChange, authorityChange, type Grant } from './authority/grant.ts';
import { iamGrants } from './authority/iam.ts';
import { mongoGrants } from './authority/mongo.ts';
import { rbacGrants } from './authority/rbac.ts';
import { secretGrants, withdrawnKeys } from './authority/secrets.ts';
import { changesBetween } from './aws/change.ts';
import { withdrawnExports } from './aws/exports.ts';
import { guardRailConsequences, unprotectedStacks } from './aws/guard-rails.ts';
import { resourceFates } from './aws/resource-fates.ts';
import { type Capacity, type Cost, capacityOf, costOf } from './capacity.ts';
import { type Consequence, isDanger, titleOf } from './consequence.ts';
import { exposureConsequences } from './kubernetes/exposure.ts';
import { objectFates } from './kubernetes/object-fates.ts';
import { type Reachability, reachability } from './network/reachability.ts';
import { pipelineFates, pipelineGrants } from './pipeline/pipeline-fates.ts';
import type { Platform } from './platform.ts';

/** Everything that a change does. */
export interface Review {
  /** Without repetition, dangers first. */
  readonly consequences: readonly Consequence[];
  /** Kubernetes objects and AWS resources that stay as they are. */
  readonly unchanged: number;
  readonly reachability: Reachability;
  readonly authority: AuthorityChange;
  readonly capacity: { readonly base: Capacity; readonly head: Capacity };
  /** US dollars a month that something costs more, or less. */
  readonly cost: Cost;
  /** What differs and does nothing. */
  readonly noise: readonly string[];
}

/** Compares two platforms by what becomes of the one when the other is deployed. */
export function reviewOf(base: Platform, head: Platform, vpcCidr: string): Review {
  const changes = changesBetween(base, head);
  const objects = objectFates(base, head);
  const resources = resourceFates(changes);
  const flows = reachability(base, head, vpcCidr, objects.renamed);
  const authority = authorityChange(grantsOf(base, objects.renamed), grantsOf(head));
  const all = [
    ...objects.consequences,
    ...exposureConsequences(base, head),
    ...resources.consequences,
    ...guardRailConsequences(changes),
    ...unprotectedStacks(base, head),
    ...withdrawnExports(base, head),
    ...flows.consequences,
    ...authority.consequences,
    ...refusedAssumptions(base, head),
    ...abandonedRoles(base, head),
    ...vanishedRoles(base, head),
    ...powerlessRoles(base, head),
    ...shutOut(base, head),
    ...withdrawnKeys(base, head),
    ...pipelineFates(base, head),
  ];
  const resourceCount = [...head.stacks.values()].reduce(
    (sum, { template }) => sum + Object.keys(template.Resources).length,
    0,
  );
  return {
    consequences: [...all.filter(isDanger), ...all.filter((each) => !isDanger(each))],
    unchanged: objects.unchanged + resourceCount - changes.filter((change) => change.head).length,
    reachability: flows,
    authority,
    capacity: { base: capacityOf(base), head: capacityOf(head) },
    cost: difference(costOf(base), costOf(head)),
    noise: [
      ...objects.newName.map((name) => `${name}: the same content under another name`),
      ...resources.noise,
    ],
  };
}

/** @param renamed New names of workloads by their old ones: who reads as before under another name is nobody new. */
function grantsOf(platform: Platform, renamed?: ReadonlyMap<string, string>): Grant[] {
  const rights = [...iamGrants(platform), ...rbacGrants(platform)];
  return [
    ...rights,
    ...accountGrants(platform, rights, renamed),
    ...mongoGrants(platform),
    ...secretGrants(platform, renamed),
    ...pipelineGrants(platform),
  ];
}

/** Dangers that nobody has acknowledged by name. */
export function unacknowledged(review: Review, acknowledged: ReadonlySet<string>): Consequence[] {
  return review.consequences.filter((each) => isDanger(each) && !acknowledged.has(titleOf(each)));
}

function difference(base: Cost, head: Cost): Cost {
  const problem = head.problem ?? base.problem;
  if (problem !== undefined) return { lines: new Map(), problem };
  const names = new Set([...base.lines.keys(), ...head.lines.keys()]);
  const entries = [...names].map(
    (name) => [name, (head.lines.get(name) ?? 0) - (base.lines.get(name) ?? 0)] as const,
  );
  return { lines: new Map(entries.filter(([, usd]) => Math.abs(usd) >= 0.005)) };
}
