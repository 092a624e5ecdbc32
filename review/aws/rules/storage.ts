import { isDeepStrictEqual } from 'node:util';
import { type Fields, field, fields, items, text } from '../../field.ts';
import { foundIf } from '../../finding.ts';
import { readable } from '../../intrinsic.ts';
import { ended, gained, lost, type Rule, type Rules } from './rule.ts';

const publicBlocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** When a bucket deletes what begins with a prefix. */
interface Expiry {
  readonly prefix: string;
  /** What else an object must be; empty where it must be nothing. */
  readonly filter: string;
  readonly isEarlierVersion: boolean;
  readonly days: number;
}

function expiries(bucket: Fields): Expiry[] {
  return items(bucket, 'LifecycleConfiguration.Rules')
    .filter((rule) => text(rule, 'Status') === 'Enabled')
    .flatMap((rule) => {
      const earlier =
        field(rule, 'NoncurrentVersionExpiration.NoncurrentDays') ??
        field(rule, 'NoncurrentVersionExpirationInDays');
      const days: readonly (readonly [boolean, unknown])[] = [
        [false, field(rule, 'ExpirationInDays') ?? (field(rule, 'ExpirationDate') && 0)],
        [true, earlier],
      ];
      return days
        .filter(([, after]) => after !== undefined)
        .map(([isEarlierVersion, after]) => ({
          prefix: text(rule, 'Prefix'),
          filter: filterOf(rule),
          isEarlierVersion,
          days: Number(after),
        }));
    });
}

/** Tags and sizes that a rule of a lifecycle asks for. */
function filterOf(rule: unknown): string {
  const tags = items(rule, 'TagFilters').map((tag) => `${text(tag, 'Key')}=${text(tag, 'Value')}`);
  const sizes = ['ObjectSizeGreaterThan', 'ObjectSizeLessThan']
    .filter((key) => field(rule, key) !== undefined)
    .map((key) => `${key} ${text(rule, key)}`);
  return [...tags, ...sizes].join(', ');
}

/** After how many days a prefix was deleted: the first rule that was about all of it. */
function daysBefore(base: readonly Expiry[], { prefix, filter, isEarlierVersion }: Expiry): number {
  const covering = base.filter(
    (other) =>
      other.isEarlierVersion === isEarlierVersion &&
      prefix.startsWith(other.prefix) &&
      (other.filter === '' || other.filter === filter),
  );
  return Math.min(...covering.map(({ days }) => days));
}

const expiresSooner: Rule = (base, head) => {
  const before = expiries(base);
  return expiries(head)
    .filter((expiry) => expiry.days < daysBefore(before, expiry))
    .map((expiry) => {
      const was = daysBefore(before, expiry);
      const what = `${expiry.isEarlierVersion ? 'earlier versions of ' : ''}${expiry.prefix || 'every object'}${expiry.filter && ` with ${expiry.filter}`}`;
      const after = was === Number.POSITIVE_INFINITY ? 'never' : `after ${was} days`;
      return ['data-expires', `${what}: deleted after ${expiry.days} days, was: ${after}`];
    });
};

const linesExpireSooner: Rule = (base, head) => {
  const [before, after] = [base.RetentionInDays, head.RetentionInDays];
  if (after === undefined || Number(after) >= Number(before ?? Number.POSITIVE_INFINITY)) return [];
  const was = before === undefined ? 'never' : `after ${before} days`;
  return [['data-expires', `log lines: deleted after ${after} days, was: ${was}`]];
};

/** How many images of a kind, or how many days, a repository keeps. */
function keptImages(repository: Fields): Map<string, number> {
  const policy = text(repository, 'LifecyclePolicy.LifecyclePolicyText');
  return new Map(
    items(policy ? JSON.parse(policy) : {}, 'rules')
      .map((rule) => fields(rule, 'selection'))
      .filter((selection) => selection.tagStatus !== 'untagged')
      .map(({ countNumber, ...selection }) => [JSON.stringify(selection), Number(countNumber)]),
  );
}

const imagesExpire: Rule = (base, head) => {
  const before = keptImages(base);
  return [...keptImages(head)]
    .filter(([which, count]) => count < (before.get(which) ?? Number.POSITIVE_INFINITY))
    .map(([which, count]) => {
      const selection = fields(JSON.parse(which));
      const kept = `${count} ${selection.countUnit ?? 'images'}`;
      const because = `images with a tag expire, a running one perhaps: kept are ${kept}, was: ${before.get(which) ?? 'all'}`;
      return ['data-expires', because];
    });
};

/** Storage classes from which an object must be fetched for hours before it can be read. */
const frozen = (bucket: Fields): string[] =>
  items(bucket, 'LifecycleConfiguration.Rules')
    .filter((rule) => text(rule, 'Status') === 'Enabled')
    .flatMap((rule) => [...items(rule, 'Transitions'), ...items(rule, 'Transition')])
    .map((transition) => text(transition, 'StorageClass').toUpperCase())
    .filter((name) => name === 'GLACIER' || name === 'DEEP_ARCHIVE');

/** Buckets of which others get what is put into this one. */
const copies = (bucket: Fields): string[] =>
  items(bucket, 'ReplicationConfiguration.Rules').map(
    (rule) =>
      `${readable(field(rule, 'Destination.Bucket'))} of ${text(rule, 'Destination.Account') || 'this account'}`,
  );

/** Whether each object may be opened by itself. */
const hasLists = (bucket: Fields): boolean =>
  items(bucket, 'OwnershipControls.Rules').some(
    (rule) => text(rule, 'ObjectOwnership') !== 'BucketOwnerEnforced',
  );

/** Secrets whose value stands in their template, or is made by it: whatever people have put in is replaced. */
const ownValue: Rule = (base, head) =>
  ['GenerateSecretString', 'SecretString']
    .filter((key) => head[key] !== undefined && !isDeepStrictEqual(base[key], head[key]))
    .map((key) => [
      'data-orphaned',
      `${key}: CloudFormation puts a value of its own in the place of what people have put in, which stays as the version before`,
    ]);

const origins = (bucket: Fields): string[] =>
  items(bucket, 'CorsConfiguration.CorsRules').flatMap((rule) =>
    items(rule, 'AllowedOrigins').map((origin) => text(origin)),
  );

/** Whether a bucket encrypts with a key of its own. */
const hasOwnKey = (bucket: Fields): boolean =>
  items(bucket, 'BucketEncryption.ServerSideEncryptionConfiguration').some((rule) =>
    text(rule, 'ServerSideEncryptionByDefault.SSEAlgorithm').startsWith('aws:kms'),
  );

/** What loosening a setting means of what keeps data. */
export const STORAGE_RULES: Rules = {
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
    ended('BucketEncryption', 'protection-dropped', 'its own encryption is gone'),
    (base, head) =>
      hasOwnKey(base) && head.BucketEncryption !== undefined && !hasOwnKey(head)
        ? [['protection-dropped', 'its own key is gone: whoever may read the bucket reads all']]
        : [],
    ended('LoggingConfiguration', 'protection-dropped', 'who reads it is recorded no more'),
    gained(origins, 'access-opened', 'scripts of other sites may use it'),
    gained(copies, 'access-opened', 'what is put into it is copied to'),
    (base, head) =>
      foundIf(
        !hasLists(base) && hasLists(head),
        'access-opened',
        'each object can be opened to everybody by itself',
      ),
    gained(frozen, 'protection-dropped', 'its objects must be fetched for hours before anybody reads them'),
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
    (base, head) =>
      foundIf(
        head.EmptyOnDelete === true && base.EmptyOnDelete !== true,
        'protection-dropped',
        'its images go with it',
      ),
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
  'AWS::Logs::LogGroup': [linesExpireSooner, ended('KmsKeyId', 'protection-dropped', 'its own key is gone')],
  'AWS::SecretsManager::Secret': [
    ownValue,
    ended(
      'KmsKeyId',
      'protection-dropped',
      'its own key is gone: whoever may read secrets of the account reads it',
    ),
  ],
  'AWS::EC2::FlowLog': [
    gained(
      (log) => items(log, 'LogDestination').map(readable),
      'protection-dropped',
      'who talks to whom is recorded elsewhere',
    ),
    lost('TrafficType', 'ALL', 'protection-dropped', 'not every connection is recorded any more'),
  ],
};
