import type { Consequence, Fate } from '../consequence.ts';
import { type Fields, field, fields, items, text } from '../field.ts';
import { readable } from '../intrinsic.ts';
import type { Platform } from '../platform.ts';
import type { Change } from './change.ts';

/** What a rule found: a fate, and why. */
type Finding = readonly [fate: Fate, because: string];

/** Looks at the properties of a resource before and after. */
type Rule = (base: Fields, head: Fields) => readonly Finding[];

/** A finding if a setting was on and is not any more. */
function lost(path: string, on: unknown, fate: Fate, because: string): Rule {
  return (base, head) => (field(base, path) === on && field(head, path) !== on ? [[fate, because]] : []);
}

/** Rules that need two readings of a list: those in it afterwards and not before. */
function gained(list: (properties: Fields) => readonly string[], fate: Fate, because: string): Rule {
  return (base, head) => {
    const before = new Set(list(base));
    const more = list(head).filter((item) => !before.has(item));
    return more.length > 0 ? [[fate, `${because}: ${more.join(', ')}`]] : [];
  };
}

const publicBlocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** Days after which a bucket deletes, by what it deletes. */
function expiries(bucket: Fields): Map<string, number> {
  const found = new Map<string, number>();
  for (const rule of items(bucket, 'LifecycleConfiguration.Rules').filter(
    (each) => text(each, 'Status') === 'Enabled',
  )) {
    const where = text(rule, 'Prefix') || 'every object';
    const days: readonly (readonly [string, unknown])[] = [
      [where, field(rule, 'ExpirationInDays') ?? (field(rule, 'ExpirationDate') && 0)],
      [`earlier versions of ${where}`, field(rule, 'NoncurrentVersionExpiration.NoncurrentDays')],
    ];
    for (const [what, after] of days) {
      if (after !== undefined)
        found.set(what, Math.min(Number(after), found.get(what) ?? Number.POSITIVE_INFINITY));
    }
  }
  return found;
}

const expiresSooner: Rule = (base, head) => {
  const before = expiries(base);
  return [...expiries(head)]
    .filter(([what, days]) => days < (before.get(what) ?? Number.POSITIVE_INFINITY))
    .map(([what, days]) => {
      const was = before.has(what) ? `after ${before.get(what)} days` : 'never';
      return ['data-expires', `${what}: deleted after ${days} days, was: ${was}`];
    });
};

const linesExpireSooner: Rule = (base, head) => {
  const [before, after] = [base.RetentionInDays, head.RetentionInDays];
  if (after === undefined || Number(after) >= Number(before ?? Number.POSITIVE_INFINITY)) return [];
  const was = before === undefined ? 'never' : `after ${before} days`;
  return [['data-expires', `log lines: deleted after ${after} days, was: ${was}`]];
};

const imagesExpire: Rule = gained(
  (repository) => {
    const policy = text(repository, 'LifecyclePolicy.LifecyclePolicyText');
    return items(policy ? JSON.parse(policy) : {}, 'rules')
      .filter((rule) => text(rule, 'selection.tagStatus') !== 'untagged')
      .map((rule) => text(rule, 'description') || JSON.stringify(fields(rule, 'selection')));
  },
  'data-expires',
  'images with a tag expire, a running one perhaps',
);

const clusterVersion: Rule = (base, head) => {
  const [before, after] = [text(base, 'Version'), text(head, 'Version')];
  if (before === after || !before || !after) return [];
  const minor = (version: string) => Number(version.split('.')[1]);
  const step = minor(after) - minor(before);
  if (step === 1) return [];
  return [
    ['rejected', `Kubernetes ${before} → ${after}: EKS goes up one minor version at a time, and never down`],
  ];
};

const logTypes = (cluster: Fields): string[] =>
  items(cluster, 'Logging.ClusterLogging.EnabledTypes').map((type) => text(type, 'Type'));

/** What an access entry gives, where, and to whom. */
const policiesOf = (entry: Fields): string[] =>
  items(entry, 'AccessPolicies').map((policy) => {
    const { Type: type, Namespaces: names } = fields(policy, 'AccessScope');
    const scope = type === 'namespace' ? items(names).map(readable).join(', ') : 'the whole cluster';
    return `${readable(field(policy, 'PolicyArn'))} in ${scope} for ${readable(entry.PrincipalArn)}`;
  });

const groupsOf = (entry: Fields): string[] =>
  items(entry, 'KubernetesGroups').map((group) => `${text(group)} by ${readable(entry.PrincipalArn)}`);

/** Ranges in which most addresses are nobody's that one knows. */
const isWide = (cidr: string): boolean => Number(cidr.split('/')[1]) < 8;

const openPorts = (group: Fields): string[] =>
  [...items(group, 'SecurityGroupIngress'), group]
    .map((rule) => [rule, text(rule, 'CidrIp') || text(rule, 'CidrIpv6')] as const)
    .filter(([, cidr]) => isWide(cidr))
    .map(
      ([rule, cidr]) => `${text(rule, 'FromPort') || 'all'}-${text(rule, 'ToPort') || 'ports'} to ${cidr}`,
    );

/** Whether a bucket encrypts with a key of its own. */
const hasOwnKey = (bucket: Fields): boolean =>
  items(bucket, 'BucketEncryption.ServerSideEncryptionConfiguration').some((rule) =>
    text(rule, 'ServerSideEncryptionByDefault.SSEAlgorithm').startsWith('aws:kms'),
  );

const policyEngine = (addon: Fields): boolean => {
  const values = text(addon, 'ConfigurationValues');
  return (
    text(addon, 'AddonName') === 'vpc-cni' &&
    text(values ? JSON.parse(values) : {}, 'enableNetworkPolicy') === 'true'
  );
};

/** What loosening one setting of a kind of resource means. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  'AWS::S3::Bucket': [
    ...publicBlocks.map((block) =>
      lost(
        `PublicAccessBlockConfiguration.${block}`,
        true,
        'access-opened',
        `${block} is off: it can be opened to everybody`,
      ),
    ),
    lost(
      'VersioningConfiguration.Status',
      'Enabled',
      'protection-dropped',
      'versioning is off: what is overwritten or deleted is gone',
    ),
    lost('ObjectLockEnabled', true, 'protection-dropped', 'object lock is off: backups can be deleted'),
    (base, head) =>
      base.BucketEncryption !== undefined && head.BucketEncryption === undefined
        ? [['protection-dropped', 'its own encryption is gone']]
        : [],
    (base, head) =>
      hasOwnKey(base) && head.BucketEncryption !== undefined && !hasOwnKey(head)
        ? [['protection-dropped', 'its own key is gone: whoever may read the bucket reads all']]
        : [],
    expiresSooner,
  ],
  'AWS::ECR::Repository': [
    lost('ImageTagMutability', 'IMMUTABLE', 'protection-dropped', 'a tag can be moved to another image'),
    lost(
      'ImageScanningConfiguration.ScanOnPush',
      true,
      'protection-dropped',
      'images are not scanned any more',
    ),
    imagesExpire,
  ],
  'AWS::KMS::Key': [
    (base, head) =>
      head.Enabled === false && base.Enabled !== false
        ? [['stopped', 'it is disabled: nobody reads what it has encrypted']]
        : [],
    lost('EnableKeyRotation', true, 'protection-dropped', 'the key is not rotated any more'),
    (base, head) =>
      Number(head.PendingWindowInDays ?? 30) < Number(base.PendingWindowInDays ?? 30)
        ? [
            [
              'protection-dropped',
              `a deleted key can be had back for ${text(head, 'PendingWindowInDays')} days only`,
            ],
          ]
        : [],
  ],
  'AWS::Logs::LogGroup': [linesExpireSooner],
  'AWS::EKS::Cluster': [
    clusterVersion,
    (base, head) =>
      field(head, 'ComputeConfig.Enabled') === true && field(base, 'ComputeConfig.Enabled') !== true
        ? [
            [
              'isolation-off',
              'Auto Mode brings nodes that do not read the VPC CNI add-on: its network policies do nothing there',
            ],
          ]
        : [],
    lost('DeletionProtection', true, 'protection-dropped', 'the cluster can be deleted by one call'),
    lost(
      'ResourcesVpcConfig.EndpointPublicAccess',
      false,
      'access-opened',
      'the API server answers the internet',
    ),
    gained(
      (cluster) => items(cluster, 'ResourcesVpcConfig.PublicAccessCidrs').map((cidr) => text(cidr)),
      'access-opened',
      'the API server answers',
    ),
    (base, head) => gained(logTypes, 'protection-dropped', 'no longer logged')(head, base),
  ],
  'AWS::EKS::Addon': [
    (base, head) =>
      policyEngine(base) && !policyEngine(head)
        ? [['isolation-off', 'enableNetworkPolicy is off: no network policy does anything']]
        : [],
  ],
  'AWS::EKS::AccessEntry': [
    gained(policiesOf, 'authority-widened', 'inside the cluster it gives'),
    gained(groupsOf, 'authority-widened', 'inside the cluster it joins'),
  ],
  'AWS::EKS::Nodegroup': [
    (base, head) =>
      Number(field(head, 'ScalingConfig.DesiredSize')) === 0 && field(base, 'ScalingConfig.DesiredSize') !== 0
        ? [['stopped', 'it wants no node, and pods with a volume of its zone can start nowhere else']]
        : [],
  ],
  'AWS::EC2::Route': [
    (base, head) =>
      base.NatGatewayId !== undefined && head.NatGatewayId === undefined
        ? [['stopped', 'what has no public address reaches the outside no more']]
        : [],
  ],
  'AWS::EC2::SecurityGroup': [gained(openPorts, 'access-opened', 'open')],
  'AWS::EC2::SecurityGroupIngress': [gained(openPorts, 'access-opened', 'open')],
  'AWS::EC2::Subnet': [
    lost('MapPublicIpOnLaunch', false, 'access-opened', 'what starts in it gets a public address'),
  ],
  'AWS::EC2::LaunchTemplate': [
    lost(
      'LaunchTemplateData.MetadataOptions.HttpTokens',
      'required',
      'access-opened',
      'the metadata service answers without a token',
    ),
    lost(
      'LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit',
      1,
      'access-opened',
      'pods can ask the metadata service for the role of their node',
    ),
  ],
};

/** Kinds of which also a new one opens something. */
const OPENS_WHEN_NEW = /^AWS::(EC2::SecurityGroup(Ingress)?|EKS::AccessEntry)$/;

/** Kinds of which also the end opens something. */
const OPENS_WHEN_GONE = /^AWS::EKS::Addon$/;

/** What looser settings open or leave without a net, resource by resource. */
export function guardRailConsequences(changes: readonly Change[]): Consequence[] {
  const compared = changes.filter(
    ({ base, head, type }) => (base || OPENS_WHEN_NEW.test(type)) && (head || OPENS_WHEN_GONE.test(type)),
  );
  return compared.flatMap((change) => {
    const subject = `${change.type} ${change.movesTo ?? change.subject}`;
    const [base, head] = [fields(change.base?.Properties), fields(change.head?.Properties)];
    const findings = (RULES[change.type] ?? []).flatMap((rule) => rule(base, head));
    return [...findings, ...policies(change)].map(([fate, because]) => ({ fate, subject, because }));
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
