import { isDeepStrictEqual } from 'node:util';
import { type Fields, items, text } from '../../field.ts';
import { contains, rangeOf } from '../../network/address.ts';
import { ended, gained, lost, type Rules } from './rule.ts';

/** Ranges that the internet does not route: no stranger has one of their addresses. */
const OWN = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(rangeOf);

function isOutside(cidr: string): boolean {
  if (cidr.includes(':')) return !/^f[cd]/i.test(cidr);
  if (!/^\d/.test(cidr)) return false;
  const { first, last } = rangeOf(cidr);
  return !OWN.some((own) => contains(own, first) && contains(own, last));
}

const openPorts = (group: Fields): string[] =>
  [...items(group, 'SecurityGroupIngress'), group]
    .map((rule) => [rule, text(rule, 'CidrIp') || text(rule, 'CidrIpv6')] as const)
    .filter(([, cidr]) => isOutside(cidr))
    .map(
      ([rule, cidr]) => `${text(rule, 'FromPort') || 'all'}-${text(rule, 'ToPort') || 'ports'} to ${cidr}`,
    );

/** What loosening a setting means of the network. */
export const NETWORK_RULES: Rules = {
  'AWS::EC2::Route': [
    ended('NatGatewayId', 'stopped', 'what has no public address reaches the outside no more'),
  ],
  'AWS::EC2::SecurityGroup': [gained(openPorts, 'access-opened', 'open')],
  'AWS::EC2::SecurityGroupIngress': [gained(openPorts, 'access-opened', 'open')],
  'AWS::EC2::Subnet': [
    lost('MapPublicIpOnLaunch', false, 'access-opened', 'what starts in it gets a public address'),
  ],
  'AWS::EC2::VPC': [
    lost('EnableDnsSupport', true, 'stopped', 'nothing in it finds a name any more'),
    lost(
      'EnableDnsHostnames',
      true,
      'stopped',
      'the private address of the API server is not found any more',
    ),
  ],
  'AWS::EC2::SubnetRouteTableAssociation': [
    (base, head) =>
      isDeepStrictEqual(base.RouteTableId, head.RouteTableId)
        ? []
        : [['stopped', 'its subnet has other ways out, and its machines perhaps none']],
  ],
};
