import { field, fields, items, text } from '../field.ts';
import { readable } from '../intrinsic.ts';
import type { Platform, Resource, Stack } from '../platform.ts';
import type { Grant } from './grant.ts';

/** What every role, user and group of the AWS half may do, who may assume each role, and what resources let others do. */
export function iamGrants(platform: Platform): Grant[] {
  return [...platform.stacks.values()].flatMap((stack) =>
    Object.entries(stack.template.Resources).flatMap(([id, resource]) => [
      ...identityGrants(stack, id, resource),
      ...attachedGrants(stack, resource),
      ...trustGrants(stack, id, resource),
      ...resourceGrants(stack, id, resource),
    ]),
  );
}

/** Kinds that act. */
const ACTORS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
};

function actorOf(stack: Stack, id: string): string {
  const resource = stack.template.Resources[id];
  const kind = ACTORS[resource?.Type ?? ''] ?? 'role';
  const given = ['RoleName', 'UserName', 'GroupName'].map((property) =>
    readable(resource?.Properties?.[property]),
  );
  return `${kind} ${given.find(Boolean) ?? `${stack.name}/${id}`}`;
}

function identityGrants(stack: Stack, id: string, { Type, Properties }: Resource): Grant[] {
  if (!(Type in ACTORS)) return [];
  const who = actorOf(stack, id);
  return [
    ...items(Properties, 'Policies').flatMap((policy) => statements(who, field(policy, 'PolicyDocument'))),
    ...items(Properties, 'ManagedPolicyArns').map((arn) => managed(who, readable(arn))),
  ];
}

function attachedGrants(stack: Stack, { Type, Properties }: Resource): Grant[] {
  if (Type !== 'AWS::IAM::Policy' && Type !== 'AWS::IAM::ManagedPolicy') return [];
  const owners = ['Roles', 'Users', 'Groups'].flatMap((list) => items(Properties, list));
  return owners.flatMap((owner) =>
    statements(actorOf(stack, text(owner, 'Ref') || text(owner)), Properties?.PolicyDocument),
  );
}

function managed(who: string, arn: string): Grant {
  const alarming = /Administrator|PowerUser|FullAccess/.test(arn)
    ? { alarming: 'everything of its kind' }
    : {};
  return { who, what: `all of ${arn}`, when: '', ...alarming };
}

/** Actions that AWS knows for no single resource. */
const WITHOUT_RESOURCE =
  /^(ecr:GetAuthorizationToken|ec2:Describe\w+|elasticloadbalancing:Describe\w+|sts:GetCallerIdentity)$/;

function statements(who: string, policy: unknown): Grant[] {
  return items(policy, 'Statement')
    .filter((statement) => text(statement, 'Effect') === 'Allow')
    .flatMap((statement) => {
      const when = conditionOf(statement);
      return items(statement, 'Action').flatMap((action) =>
        items(statement, 'Resource').map((resource): Grant => {
          const [verb, target] = [text(action), readable(resource)];
          const alarming = verb.includes('*')
            ? 'a wildcard of actions'
            : target === '*' && !WITHOUT_RESOURCE.test(verb)
              ? 'on every resource'
              : undefined;
          return { who, what: `${verb} on ${target}`, when, ...(alarming ? { alarming } : {}) };
        }),
      );
    });
}

function conditionOf(statement: unknown): string {
  const condition = field(statement, 'Condition');
  return condition === undefined ? '' : JSON.stringify(condition);
}

/** Who may become a role. Every change of that deserves a look. */
function trustGrants(stack: Stack, id: string, { Type, Properties }: Resource): Grant[] {
  if (Type !== 'AWS::IAM::Role') return [];
  const document = Properties?.AssumeRolePolicyDocument;
  const policy = 'Fn::Sub' in fields(document) ? JSON.parse(readable(document)) : document;
  const role = actorOf(stack, id);
  return items(policy, 'Statement').flatMap((statement) =>
    principalsOf(statement).map((principal): Grant => {
      const conditions = Object.values(fields(statement, 'Condition')).flatMap((tests) =>
        Object.entries(fields(tests)),
      );
      const subjects = conditions.filter(([key]) => key.endsWith(':sub')).map(([, value]) => readable(value));
      const who = [principal, ...subjects].join(' as ');
      const open =
        principal.startsWith('anybody') || (principal.startsWith('Federated') && subjects.length === 0)
          ? 'anybody may assume it'
          : subjects.some((subject) => /[*?]/.test(subject))
            ? 'a wildcard of subjects'
            : undefined;
      return {
        who,
        what: `becomes ${role}`,
        when: conditionOf(statement),
        ...(open ? { alarming: open } : {}),
      };
    }),
  );
}

function principalsOf(statement: unknown): string[] {
  const principal = field(statement, 'Principal');
  if (principal === '*') return ['anybody'];
  return Object.entries(fields(principal)).flatMap(([kind, values]) =>
    items(values).map((value) => (readable(value) === '*' ? 'anybody' : `${kind} ${readable(value)}`)),
  );
}

/** What a bucket, a key or a topic lets others do. */
function resourceGrants(stack: Stack, id: string, { Type, Properties }: Resource): Grant[] {
  const document = Properties?.KeyPolicy ?? Properties?.RepositoryPolicyText ?? Properties?.PolicyDocument;
  if (document === undefined || Type.startsWith('AWS::IAM::')) return [];
  return items(document, 'Statement')
    .filter((statement) => text(statement, 'Effect') === 'Allow')
    .flatMap((statement) =>
      principalsOf(statement).flatMap((who) =>
        items(statement, 'Action').map((action): Grant => {
          const when = conditionOf(statement);
          const open = who === 'anybody' && when === '' ? { alarming: 'for everybody' } : {};
          return { who, what: `${text(action)} on ${stack.name}/${id}`, when, ...open };
        }),
      ),
    );
}
