import { field, fields, items, text } from '../field.ts';
import { readable } from '../intrinsic.ts';
import type { Platform, Resource, Stack } from '../platform.ts';
import { ACTS, BECOMES, type Grant } from './grant.ts';

/** What every role, user and group of the AWS half may do, who may assume each role, and what resources let others do. */
export function iamGrants(platform: Platform): Grant[] {
  return [...platform.stacks.values()].flatMap((stack) =>
    Object.entries(stack.template.Resources).flatMap(([id, resource]) => [
      ...identityGrants(stack, id, resource),
      ...attachedGrants(stack, resource),
      ...trustGrants(stack, id, resource),
      ...resourceGrants(stack, id, resource),
      ...podIdentityGrants(stack, resource),
      ...memberships(stack, id, resource),
    ]),
  );
}

/** Kinds that act. */
const ACTORS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
};

/** Kinds of policies that stand by themselves, and the properties that say whose they are. */
const ATTACHED: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Policy': ['Roles', 'Users', 'Groups'],
  'AWS::IAM::ManagedPolicy': ['Roles', 'Users', 'Groups'],
  'AWS::IAM::RolePolicy': ['RoleName'],
  'AWS::IAM::UserPolicy': ['UserName'],
  'AWS::IAM::GroupPolicy': ['GroupName'],
};

/** Somebody who acts, by the name of his or by where he is declared: `role playcode-production-app`. */
export function actorOf(stack: Stack, id: string): string {
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
    ...items(Properties, 'ManagedPolicyArns').flatMap((arn) => {
      const own = stack.template.Resources[text(arn, 'Ref')];
      return own ? statements(who, own.Properties?.PolicyDocument) : [managed(who, readable(arn))];
    }),
  ];
}

function attachedGrants(stack: Stack, { Type, Properties }: Resource): Grant[] {
  return (ATTACHED[Type] ?? []).flatMap((property) =>
    items(Properties, property).flatMap((owner) => {
      const who = nameIn(stack, property.replace(/(s|Name)$/, '').toLowerCase(), owner);
      return statements(who, Properties?.PolicyDocument);
    }),
  );
}

/** Policies of AWS that a part of the cluster needs, and nobody else. The others are for all that an account has. */
const OF_ONE_SERVICE =
  /policy\/(service-role\/|AmazonEKS|AmazonEC2ContainerRegistry(Public)?(ReadOnly|PullOnly)|AmazonSSMManagedInstanceCore$)/;

function managed(who: string, arn: string): Grant {
  const alarming = OF_ONE_SERVICE.test(arn) ? {} : { alarming: 'everything of its kind' };
  return { who, what: `all of ${arn}`, when: '', ...alarming };
}

/** Actions that AWS knows for no single resource. */
const WITHOUT_RESOURCE =
  /^(ecr:GetAuthorizationToken|ec2:Describe\w+|elasticloadbalancing:Describe\w+|sts:GetCallerIdentity)$/;

/** Actions that give further rights: to become somebody else, or to rewrite what somebody may. */
const RIGHTS_FROM_RIGHTS =
  /^(iam:(Add|Attach|Create|Delete|Detach|Pass|Put|Remove|Set|Update)(?!ServiceLinkedRole)|sts:AssumeRole|kms:(CreateGrant|PutKeyPolicy)|s3:Put(BucketPolicy|\w*Acl|\w*PublicAccessBlock)|secretsmanager:PutResourcePolicy|ecr:(PutImage|SetRepositoryPolicy)|lambda:(AddPermission|UpdateFunction)|ssm:(SendCommand|StartSession)|cloudformation:(CreateStack|UpdateStack|ExecuteChangeSet)|eks:\w*(AccessEntry|AccessPolicy))/;

/** What else nobody is given by the way, by what it leads to. */
const POWERS: readonly (readonly [verbs: RegExp, why: string])[] = [
  [/^(secretsmanager:(Batch)?GetSecretValue|ssm:GetParameter)/, 'reads secrets'],
  [
    /^(s3|kms|secretsmanager|ecr|dynamodb|rds|logs|backup|eks|elasticfilesystem|route53|cloudformation):(\w*Delete|Schedule\w*Deletion|Disable|Terminate|PutLifecycle|PutBucketVersioning|PutRetentionPolicy|PutReplication)/,
    'deletes data',
  ],
  [/^ec2:(DeleteVolume|DeleteSnapshot|TerminateInstances)/, 'deletes data'],
  [/^route53:ChangeResourceRecordSets/, 'leads names elsewhere'],
];

function statements(who: string, policy: unknown): Grant[] {
  return items(policy, 'Statement').flatMap((statement) => {
    const when = conditionOf(statement);
    const denied = text(statement, 'Effect') === 'Deny';
    return actionsOf(statement).flatMap((verb) =>
      targetsOf(statement).map((target): Grant => {
        if (denied) return { who, what: `never ${verb} on ${target}`, when, denied };
        const alarming = alarmOf(verb, target);
        return { who, what: `${verb} on ${target}`, when, ...(alarming ? { alarming } : {}) };
      }),
    );
  });
}

/** What a statement is about; what it names by leaving the rest out is everything else. */
function actionsOf(statement: unknown): string[] {
  const but = items(statement, 'NotAction').map((action) => text(action));
  return but.length > 0
    ? [`* but ${but.join(', ')}`]
    : items(statement, 'Action').map((action) => text(action));
}

function targetsOf(statement: unknown): string[] {
  const but = items(statement, 'NotResource').map(readable);
  return but.length > 0 ? [`* but ${but.join(', ')}`] : items(statement, 'Resource').map(readable);
}

function alarmOf(verb: string, target: string): string | undefined {
  if (/[*?]/.test(verb)) return 'a wildcard of actions';
  if (RIGHTS_FROM_RIGHTS.test(verb)) return 'gives itself more rights';
  // A name that begins with a wildcard is every name; before it stands its kind, except for buckets.
  const [, , service, , , ...name] = target.split(':');
  const own = target.startsWith('arn:')
    ? name.join(':').replace(service === 's3' ? '' : /^[\w-]+[:/]/, '')
    : target;
  if (/^[*?]/.test(own) && !WITHOUT_RESOURCE.test(verb)) return 'on every resource';
  return POWERS.find(([verbs]) => verbs.test(verb))?.[1];
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
        what: `${BECOMES}${role}`,
        when: conditionOf(statement),
        ...(open ? { alarming: open } : {}),
      };
    }),
  );
}

function principalsOf(statement: unknown): string[] {
  const but = Object.values(fields(statement, 'NotPrincipal')).flatMap((values) =>
    items(values).map(readable),
  );
  if (but.length > 0) return [`anybody but ${but.join(', ')}`];
  const principal = field(statement, 'Principal');
  if (principal === '*') return ['anybody'];
  return Object.entries(fields(principal)).flatMap(([kind, values]) =>
    items(values).map((value) => (readable(value) === '*' ? 'anybody' : `${kind} ${readable(value)}`)),
  );
}

/** EKS gives the role to the pods of an account without an annotation of theirs. */
function podIdentityGrants(stack: Stack, { Type, Properties }: Resource): Grant[] {
  if (Type !== 'AWS::EKS::PodIdentityAssociation') return [];
  const [id] = items(Properties, 'RoleArn.Fn::GetAtt').map((part) => text(part));
  const role = id ? actorOf(stack, id) : `role ${readable(Properties?.RoleArn).replace(/^.*:role\//, '')}`;
  const who = `ServiceAccount ${text(Properties, 'Namespace')} ${text(Properties, 'ServiceAccount')}`;
  return [{ who, what: `${BECOMES}${role}`, when: '' }];
}

/** Users may do what their groups may. */
function memberships(stack: Stack, id: string, { Type, Properties }: Resource): Grant[] {
  const members: readonly (readonly [user: string, group: unknown])[] =
    Type === 'AWS::IAM::User'
      ? items(Properties, 'Groups').map((group) => [actorOf(stack, id), group] as const)
      : Type === 'AWS::IAM::UserToGroupAddition'
        ? items(Properties, 'Users').map(
            (user) => [nameIn(stack, 'user', user), Properties?.GroupName] as const,
          )
        : [];
  return members.map(([who, group]) => ({ who, what: `${ACTS}${nameIn(stack, 'group', group)}`, when: '' }));
}

function nameIn(stack: Stack, kind: string, name: unknown): string {
  const id = text(name, 'Ref');
  return id ? actorOf(stack, id) : `${kind} ${readable(name)}`;
}

/** Where resources keep the policy of their own. */
const DOCUMENTS = [
  'KeyPolicy',
  'RepositoryPolicyText',
  'ResourcePolicy',
  'PolicyDocument',
  'PolicyText',
  'Policy',
];

/** What a bucket, a key or a topic lets others do, and what it lets nobody do. */
function resourceGrants(stack: Stack, id: string, { Type, Properties }: Resource): Grant[] {
  const document = DOCUMENTS.map((property) => Properties?.[property]).find((found) => found !== undefined);
  if (document === undefined || Type.startsWith('AWS::IAM::')) return [];
  return items(document, 'Statement').flatMap((statement) => {
    const when = conditionOf(statement);
    const denied = text(statement, 'Effect') === 'Deny';
    return principalsOf(statement).flatMap((who) =>
      actionsOf(statement).flatMap((action) =>
        partsOf(statement).map((part): Grant => {
          const what = `${action} on ${stack.name}/${id}${part}`;
          if (denied) return { who, what: `never ${what}`, when, denied };
          const open = who.startsWith('anybody') && !isOwn(when) ? { alarming: 'for everybody' } : {};
          return { who, what, when, ...open };
        }),
      ),
    );
  });
}

/** Of what in the resource a statement is; nothing where it is of all of it. */
function partsOf(statement: unknown): string[] {
  const parts = targetsOf(statement).filter((target) => target !== '*');
  return parts.length > 0 ? parts.map((part) => ` (${part})`) : [''];
}

/** Whether a condition lets in only what is one's own: an account, an organization, a source that is named. */
function isOwn(when: string): boolean {
  return /"(aws:(Principal|Source)(Account|Arn|OrgID|OrgPaths|Vpc|Vpce)|kms:CallerAccount)":(?!"\*")/.test(
    when,
  );
}
