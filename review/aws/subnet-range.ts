import { text } from '../field.ts';
import { overlap, rangeOf } from '../network/address.ts';
import type { Change } from './change.ts';

/** What EC2 says to a new subnet some of whose addresses are another's until that is gone; nothing where none are. */
export function rangeInUse(change: Change, all: readonly Change[]): string | undefined {
  if (change.type !== 'AWS::EC2::Subnet' || !isMade(change)) return undefined;
  const ofStack = all.filter((other) => stackOf(other) === stackOf(change));
  // In a new VPC all addresses are free.
  if (ofStack.some((other) => other.type === 'AWS::EC2::VPC' && isMade(other))) return undefined;
  const range = text(change.head?.Properties, 'CidrBlock');
  for (const { type, subject, base } of ofStack) {
    const held = text(base?.Properties, 'CidrBlock');
    if (type !== change.type || !range || !held || !overlap(rangeOf(range), rangeOf(held))) continue;
    return (
      `${range} has addresses of ${held}, which are ${subject}'s until the new subnets stand: the update fails and rolls ` +
      'back. Which `zones` there are, and in which order, is chosen before the first deployment: leave them as they are, ' +
      'or make another environment beside this one'
    );
  }
  return undefined;
}

/** CloudFormation makes the new ones before it removes the old ones. */
function isMade({ impact }: Change): boolean {
  return impact === 'create' || impact === 'replace';
}

function stackOf({ subject }: Change): string {
  return subject.slice(0, subject.lastIndexOf('/'));
}
