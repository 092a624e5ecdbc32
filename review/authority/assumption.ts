import { valuesOf } from '../aws/rules/chart-values.ts';
import type { Consequence } from '../consequence.ts';
import { fields, text } from '../field.ts';
import type { Platform } from '../platform.ts';
import { BECOMES } from './grant.ts';
import { actorOf, iamGrants } from './iam.ts';
import { ROLE_ARN, roleOf } from './rbac.ts';

/** Service accounts that ask for a role of ours which lets them in no more: their pods are nobody on AWS. */
export function refusedAssumptions(base: Platform, head: Platform): Consequence[] {
  const before = new Set(refused(base, base).keys());
  return [...refused(head, base)]
    .filter(([subject]) => !before.has(subject))
    .map(([subject, role]) => ({
      fate: 'stopped',
      subject,
      because: `it asks for role ${role} (${ROLE_ARN}), which does not trust it: its pods may do nothing on AWS`,
    }));
}

/** The refused by their names, with the roles that refuse them. What the stacks of neither side declare is unknown. */
function refused(platform: Platform, base: Platform): Map<string, string> {
  const trusts = iamGrants(platform).filter(({ what }) => what.startsWith(BECOMES));
  const known = new Set([...trusts, ...iamGrants(base)].map(({ what }) => what));
  return new Map(
    [...ownAccounts(platform), ...chartAccounts(platform)].flatMap(({ namespace, name, role }) => {
      const entry = `${BECOMES}role ${role}`;
      if (!role || !known.has(entry)) return [];
      const trusted = trusts.some(
        ({ who, what }) =>
          what === entry &&
          (who.includes('*') || who.split(/ as |, /).includes(`system:serviceaccount:${namespace}:${name}`)),
      );
      return trusted ? [] : [[`ServiceAccount/${namespace}/${name}`, role] as const];
    }),
  );
}

/** A service account, and the role that it asks for; empty where it asks for none. */
interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly role: string;
}

function ownAccounts(platform: Platform): Account[] {
  return [...platform.objects.values()]
    .filter(({ kind }) => kind === 'ServiceAccount')
    .map((account) => ({
      namespace: account.metadata.namespace ?? '',
      name: account.metadata.name,
      role: roleOf(account),
    }));
}

/** Accounts that charts of others make, by the values that they are given. */
function chartAccounts(platform: Platform): Account[] {
  return [...platform.stacks.values()].flatMap((stack) =>
    Object.values(stack.template.Resources)
      .filter(({ Type }) => Type === 'Custom::AWSCDK-EKS-HelmChart')
      .map(({ Properties }) => {
        const account = fields(valuesOf(fields(Properties)), 'serviceAccount');
        const arn = text(fields(account, 'annotations')[ROLE_ARN]);
        const [, id] = /^\$\{(\w+)\.Arn\}$/.exec(arn) ?? [];
        const role = id ? actorOf(stack, id).replace(/^role /, '') : arn.replace(/^.*:role\//, '');
        return { namespace: text(Properties, 'Namespace'), name: text(account, 'name'), role };
      }),
  );
}

/** Roles that go, and that others than our service accounts know by their names: the pipeline, controllers, people. */
export function vanishedRoles(base: Platform, head: Platform): Consequence[] {
  const kept = new Set(namedRoles(head));
  const asked = new Set(
    [...base.objects.values()].filter(({ kind }) => kind === 'ServiceAccount').map(roleOf),
  );
  return namedRoles(base)
    .filter((role) => !kept.has(role) && !asked.has(role))
    .map((role) => ({ fate: 'stopped', subject: `role ${role}`, because: 'whoever asks for it is refused' }));
}

/** Roles that stay and have lost whatever they might do. */
export function powerlessRoles(base: Platform, head: Platform): Consequence[] {
  const trusted = new Set(iamGrants(head).map(({ what }) => what));
  const able = (platform: Platform) =>
    new Set(
      iamGrants(platform).flatMap(({ who, denied }) => (who.startsWith('role ') && !denied ? who : [])),
    );
  const after = able(head);
  return [...able(base)]
    .filter((role) => trusted.has(`${BECOMES}${role}`) && !after.has(role))
    .map((subject) => ({ fate: 'stopped', subject, because: 'it may do nothing any more' }));
}

/** Services and accounts that a resource lets do nothing any more of what they did. */
export function shutOut(base: Platform, head: Platform): Consequence[] {
  const after = invited(head);
  const isThere = (place: string) =>
    [...head.stacks.values()].some(({ name, template }) =>
      Object.keys(template.Resources).some((id) => place === `${name}/${id}`),
    );
  // A policy that is gone may have become another one, of the same resource.
  const gone = invited(base).filter(
    ({ who, action, place }) =>
      !after.some(
        (other) => other.who === who && other.action === action && (other.place === place || !isThere(place)),
      ),
  );
  return [...new Map(gone.map((each) => [each.who, each])).values()].map(({ who, action, place }) => ({
    fate: 'stopped',
    subject: who,
    because: `nothing lets it do ${action} on ${place} any more`,
  }));
}

/** What resources let services and accounts do. */
function invited(platform: Platform) {
  return iamGrants(platform)
    .filter(({ who, what, denied }) => /^(Service|AWS) /.test(who) && !denied && !what.startsWith(BECOMES))
    .map(({ who, what }) => {
      const [, action = '', place = ''] = /^(.*?) on (\S+)/.exec(what) ?? [];
      return { who, action, place };
    });
}

function namedRoles(platform: Platform): string[] {
  return [...platform.stacks.values()]
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === 'AWS::IAM::Role')
    .flatMap(({ Properties }) => text(Properties, 'RoleName') || []);
}
