import { isDeepStrictEqual } from 'node:util';
import type { Consequence } from '../consequence.ts';
import { counted, described, differences } from '../difference.ts';
import { fields, text } from '../field.ts';
import { readable } from '../intrinsic.ts';
import type { Change } from './change.ts';
import { HOLDINGS, physicalNameOf, SERVICES } from './holding.ts';
import { rangeInUse } from './subnet-range.ts';

/** Kinds whose making again nobody notices: permissions, associations, and code that holds nothing. */
const UNNOTICED =
  /^AWS::(IAM::(Policy|ManagedPolicy)|Lambda::(Permission|LayerVersion|Version)|EC2::(SubnetRouteTableAssociation|Route|RouteTable)|S3::BucketPolicy|SNS::TopicPolicy|CDK::Metadata)$/;

/** Properties that only say which bytes of code or which archive is meant. */
const ASSETS: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Code.S3Key',
  'AWS::Lambda::LayerVersion': 'Content.S3Key',
};

/** What becomes of the AWS resources, and what is only noise. */
export interface ResourceFates {
  readonly consequences: readonly Consequence[];
  /** Other bytes of assets, and resources without content under other logical ids. */
  readonly noise: readonly string[];
}

/** Says what each change of a resource does to what the resource holds. */
export function resourceFates(changes: readonly Change[]): ResourceFates {
  const isNoise = (change: Change) =>
    onlyAssets(change) || (change.impact === 'move' && UNNOTICED.test(change.type));
  return {
    consequences: changes.filter((change) => !isNoise(change)).map((change) => fateOf(change, changes)),
    noise: changes
      .filter(isNoise)
      .map(({ type, subject, movesTo }) =>
        movesTo ? `${type} ${subject} → ${movesTo}` : `${type} ${subject}: other code`,
      ),
  };
}

function onlyAssets({ impact, type, base, head }: Change): boolean {
  const asset = ASSETS[type];
  const other = differences(base?.Properties, head?.Properties);
  return (
    impact !== 'create' &&
    impact !== 'delete' &&
    other.length > 0 &&
    other.every(({ path }) => path === asset)
  );
}

function fateOf(change: Change, all: readonly Change[]): Consequence {
  const { type, impact } = change;
  const subject = `${type} ${change.subject}`;
  const inUse = rangeInUse(change, all);
  if (inUse) return { fate: 'rejected', subject, because: inUse };
  switch (impact) {
    case 'create':
      return { fate: 'created', subject, because: 'new' };
    case 'update':
      return updated(change, subject);
    case 'may-replace':
    case 'replace':
      return replaced(change, subject);
    case 'move':
      return moved(change, subject);
    case 'delete':
    case 'orphan':
      return gone(change, subject, all);
  }
}

function updated(change: Change, subject: string): Consequence {
  if (change.type === 'Custom::AWSCDK-EKS-HelmChart') return chart(change, subject);
  return { fate: 'updated-in-place', subject, because: details(change) };
}

function replaced(change: Change, subject: string): Consequence {
  const holding = HOLDINGS[change.type];
  const why = details(change);
  if (change.base?.Type !== change.head?.Type) {
    const because = `becomes ${change.head?.Type} under its logical id: CloudFormation refuses that`;
    return { fate: 'rejected', subject, because };
  }
  const maybe = change.impact === 'may-replace' ? 'may be replaced' : 'is replaced';
  if (!holding) {
    const name = physicalNameOf(change.head?.Properties);
    if (change.impact === 'replace' && name && name === physicalNameOf(change.base?.Properties)) {
      return { fate: 'rejected', subject, because: taken(name, why) };
    }
    return { fate: change.impact === 'replace' ? 'recreated' : 'updated-in-place', subject, because: why };
  }
  const because = `${why}: it ${maybe}, and the new one has not ${holding.holds}`;
  if (!holding.isData) return { fate: 'foundation-replaced', subject, because };
  const retained = text(change.head?.UpdateReplacePolicy).startsWith('Retain');
  if (!retained) return { fate: 'data-destroyed', subject, because: `${because}; the old one is deleted` };
  return { fate: 'data-orphaned', subject, because: `${because}; the old one stays, unmanaged` };
}

function moved(change: Change, subject: string): Consequence {
  const name = physicalNameOf(change.base?.Properties);
  const holding = HOLDINGS[change.type];
  const why = `becomes ${change.movesTo}`;
  // CloudFormation makes the new one before it removes the old one.
  if (name !== undefined) return { fate: 'rejected', subject, because: taken(name, why) };
  if (!holding) return { fate: 'recreated', subject, because: why };
  const because = `${why}, which has not ${holding.holds}`;
  if (!holding.isData) return { fate: 'foundation-replaced', subject, because };
  if (text(change.base?.DeletionPolicy).startsWith('Retain')) {
    return { fate: 'data-orphaned', subject, because: `${because}; the old one stays, unmanaged` };
  }
  return { fate: 'data-destroyed', subject, because: `${because}; the old one is deleted` };
}

function gone(change: Change, subject: string, all: readonly Change[]): Consequence {
  const holding = HOLDINGS[change.type];
  if (!holding) {
    if (change.impact === 'orphan')
      return {
        fate: 'left-behind',
        subject,
        because: 'no longer declared; it stays in the account, unmanaged',
      };
    const service = SERVICES[change.type];
    return service && !followsItsOwner(change, all) && !isSucceeded(change, all)
      ? { fate: 'stopped', subject, because: `no longer declared: ${service}` }
      : { fate: 'deleted', subject, because: 'no longer declared' };
  }
  const lost = `${holding.holds}`;
  if (change.impact === 'orphan') {
    const because = `no longer declared: it stays in the account with ${lost}, unmanaged and paid for`;
    return { fate: holding.isData ? 'data-orphaned' : 'left-behind', subject, because };
  }
  const because = `no longer declared: deleted, and with it ${lost}`;
  return { fate: holding.isData ? 'data-destroyed' : 'foundation-replaced', subject, because };
}

/** Somebody else is told in the place of who is told no more. */
function isSucceeded({ type, base }: Change, all: readonly Change[]): boolean {
  return (
    type === 'AWS::SNS::Subscription' &&
    all.some(
      (other) =>
        other.impact === 'create' &&
        other.type === type &&
        isDeepStrictEqual({ ...base?.Properties, Endpoint: '' }, { ...other.head?.Properties, Endpoint: '' }),
    )
  );
}

/** A route that goes with its table serves no subnet any more, and a subnet that goes has no way out anyway. */
function followsItsOwner({ subject, base }: Change, all: readonly Change[]): boolean {
  const stack = subject.slice(0, subject.lastIndexOf('/'));
  const owners = ['RouteTableId', 'SubnetId'].map((property) => text(base?.Properties, `${property}.Ref`));
  return owners.some(
    (owner) =>
      owner !== '' &&
      all.some(
        (other) =>
          other.subject === `${stack}/${owner}` && (other.impact === 'delete' || other.impact === 'orphan'),
      ),
  );
}

function chart(change: Change, subject: string): Consequence {
  const [before, after] = [fields(change.base?.Properties), fields(change.head?.Properties)];
  const moves = ['Release', 'Namespace', 'Chart'].filter((property) => before[property] !== after[property]);
  if (moves.length > 0) {
    const because = `${details(change)}: the release is removed and made anew, with its load balancer if it has one`;
    return { fate: 'foundation-replaced', subject, because };
  }
  return { fate: 'rolling-restart', subject, because: `chart ${text(after, 'Chart')}: ${details(change)}` };
}

function taken(name: string, why: string): string {
  return `${why}, but the name ${name} is taken until the old one is gone: the update fails and rolls back`;
}

function details({ base, head }: Change): string {
  const text = (value: unknown): unknown =>
    typeof value === 'string' && /^[[{]/.test(value) ? parsed(value) : value;
  const [before, after] = [base, head].map((resource) =>
    Object.fromEntries(
      Object.entries(fields(resource?.Properties)).map(([key, value]) => [key, text(plain(value))]),
    ),
  );
  const all = differences(before, after).map(described);
  const policies = (['DeletionPolicy', 'UpdateReplacePolicy'] as const)
    .filter((policy) => base?.[policy] !== head?.[policy])
    .map((policy) => `${policy} ${base?.[policy] ?? 'Delete'} → ${head?.[policy] ?? 'Delete'}`);
  return [...counted(all), ...policies].join('; ');
}

/** Joined texts as texts, so that a changed word shows and not the list of parts. */
function plain(value: unknown): unknown {
  return Object.keys(fields(value)).some((key) => key.startsWith('Fn::')) ? readable(value) : value;
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
