import { isDeepStrictEqual } from 'node:util';
import { items, text } from '../../field.ts';
import { foundIf } from '../../finding.ts';
import { ended, left, lost, type Rules } from './rule.ts';

/** What loosening a setting means of the network. */
export const NETWORK_RULES: Rules = {
  'AWS::EC2::Route': [
    ended('NatGatewayId', 'stopped', 'what has no public address reaches the outside no more'),
    lost('DestinationCidrBlock', '0.0.0.0/0', 'stopped', 'its subnet has this way out to fewer addresses'),
  ],
  'AWS::EC2::NatGateway': [
    (_, head) =>
      foundIf(
        head.ConnectivityType === 'private',
        'stopped',
        'what has no public address reaches the outside no more',
      ),
  ],
  'AWS::EC2::Subnet': [
    left(
      (subnet) =>
        items(subnet, 'Tags')
          .map((tag) => text(tag, 'Key'))
          .filter((key) => key.startsWith('kubernetes.io/role/')),
      'stopped',
      'no load balancer finds it without',
    ),
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
