import type { CloudAssembly } from 'aws-cdk-lib/cx-api';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly RoleName?: unknown;
    readonly ManagedPolicyArns?: readonly unknown[];
    readonly Roles?: readonly { readonly Ref?: string }[];
    readonly PolicyDocument?: { readonly Statement: readonly Statement[] };
    readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
    readonly PrincipalArn?: { readonly 'Fn::GetAtt'?: readonly string[] };
    readonly KubernetesGroups?: readonly string[];
    readonly AccessPolicies?: readonly unknown[];
  };
}

/** Markdown: every role that has a fixed name, and all that it is allowed to do, read from the templates. */
export function roleActions(assembly: CloudAssembly): string {
  const rows = assembly.stacksRecursively.flatMap((stack) => {
    const { Resources = {} } = stack.template as { readonly Resources?: Record<string, Resource> };
    return Object.entries(Resources)
      .filter(
        ([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && typeof Properties?.RoleName === 'string',
      )
      .map(([id, role]) => ({
        name: role.Properties!.RoleName as string,
        actions: [...new Set(statementsOf(Resources, id, role).flatMap(({ Action }) => Action))].sort(),
        managed: managedPolicies(role),
        inside: clusterAccess(Resources, id),
      }));
  });
  const lines = rows
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      ({ name, actions, managed, inside }) =>
        `| \`${name}\` | ${[...actions, ...managed, ...inside].map((word) => `\`${word}\``).join(', ')} |`,
    );
  return ['| Role | May |', '|---|---|', ...lines].join('\n');
}

/** Names of AWS's own policies that the role has. */
function managedPolicies(role: Resource): string[] {
  const text = JSON.stringify(role.Properties?.ManagedPolicyArns ?? []);
  return [...text.matchAll(/policy\/([\w/-]+)/g)].map(([, name]) => `AWS managed: ${name}`);
}

/** As what the role enters the cluster: groups that the charts give rights to, and EKS's own access policies. */
function clusterAccess(resources: Record<string, Resource>, id: string): string[] {
  const entries = Object.values(resources).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::EKS::AccessEntry' && Properties?.PrincipalArn?.['Fn::GetAtt']?.[0] === id,
  );
  return entries.flatMap(({ Properties }) => [
    ...(Properties?.KubernetesGroups ?? []).map((group) => `in the cluster: group ${group}`),
    ...[...JSON.stringify(Properties?.AccessPolicies ?? []).matchAll(/cluster-access-policy\/(\w+)/g)].map(
      ([, policy]) => `in the cluster: ${policy}`,
    ),
  ]);
}

/** What the role's own policies and those attached to it allow. */
function statementsOf(resources: Record<string, Resource>, id: string, role: Resource): Statement[] {
  const own = role.Properties?.Policies?.flatMap((policy) => policy.PolicyDocument.Statement) ?? [];
  const attached = Object.values(resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' && Properties?.Roles?.some(({ Ref }) => Ref === id),
    )
    .flatMap(({ Properties }) => Properties?.PolicyDocument?.Statement ?? []);
  return [...own, ...attached].filter(({ Effect }) => Effect === 'Allow');
}
