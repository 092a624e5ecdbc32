import { type Fields, field, text } from '../../field.ts';
import { readable } from '../../intrinsic.ts';
import { gained, type Rules } from './rule.ts';

/** The address of a resource that is reached from outside, where a setting says so. */
const where = (path: string, value: unknown, name: string) => (properties: Fields) =>
  field(properties, path) === value ? [name] : [];

/** What resources open that lead outward by themselves, new ones before all. */
export const OUTWARD_RULES: Rules = {
  'AWS::IAM::AccessKey': [
    gained(
      (key) => (key.UserName === undefined ? [] : [readable(key.UserName)]),
      'authority-widened',
      'a key that does not expire, for user',
    ),
  ],
  'AWS::Lambda::Url': [gained(where('AuthType', 'NONE', 'everybody'), 'access-opened', 'it answers')],
  'AWS::Lambda::Permission': [
    gained(
      (permission) => (text(permission, 'Principal') === '*' ? ['everybody'] : []),
      'access-opened',
      'it may be called by',
    ),
  ],
  'AWS::RDS::DBInstance': [
    gained(where('PubliclyAccessible', true, 'the internet'), 'access-opened', 'it has an address in'),
  ],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [
    gained(
      (balancer) =>
        text(balancer, 'Scheme') === 'internal' || Object.keys(balancer).length === 0 ? [] : ['the internet'],
      'access-opened',
      'it has an address in',
    ),
  ],
  'AWS::EC2::VPCPeeringConnection': [
    gained(
      (peering) =>
        peering.PeerVpcId === undefined
          ? []
          : [`${readable(peering.PeerVpcId)} of ${readable(peering.PeerOwnerId) || 'this account'}`],
      'access-opened',
      'our network and another one may meet',
    ),
  ],
};
