import { type Fields, field, fields, items, text } from '../../field.ts';
import { readable } from '../../intrinsic.ts';
import { contains, rangeOf } from '../../network/address.ts';
import { issuers } from './mail.ts';
import { gained, type Opening, opened, type Rules } from './rule.ts';

/** The address of a resource that is reached from outside, where a setting says so. */
const where = (path: string, value: unknown, name: string) => (properties: Fields) =>
  field(properties, path) === value ? [name] : [];

/** Ranges that the internet does not route: no stranger has one of their addresses. */
const OWN = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map(rangeOf);

function isOutside(cidr: string): boolean {
  if (cidr.includes(':')) return !/^f[cd]/i.test(cidr);
  if (!/^\d/.test(cidr)) return false;
  const { first, last } = rangeOf(cidr);
  return !OWN.some((own) => contains(own, first) && contains(own, last));
}

/** Whom a rule lets in: a range, or a list of ranges that others keep. */
const sourceOf = (rule: unknown): string =>
  ['CidrIp', 'CidrIpv6', 'SourcePrefixListId'].map((key) => text(rule, key)).find(Boolean) ?? '';

const openPorts = (group: Fields): Opening[] =>
  [...items(group, 'SecurityGroupIngress'), group]
    .map((rule) => ({
      from: sourceOf(rule),
      what: `${text(rule, 'FromPort') || 'all'}-${text(rule, 'ToPort') || 'ports'}`,
    }))
    .filter(({ from }) => from.startsWith('pl-') || isOutside(from));

/** What an access entry gives, where, and to whom. */
const policiesOf = (entry: Fields): string[] =>
  items(entry, 'AccessPolicies').map((policy) => {
    const { Type: type, Namespaces: names } = fields(policy, 'AccessScope');
    const scope = type === 'namespace' ? items(names).map(readable).join(', ') : 'the whole cluster';
    return `${readable(field(policy, 'PolicyArn'))} in ${scope} for ${readable(entry.PrincipalArn)}`;
  });

const groupsOf = (entry: Fields): string[] =>
  items(entry, 'KubernetesGroups').map((group) => `${text(group)} by ${readable(entry.PrincipalArn)}`);

/** Everybody, where there is a resource at all. */
const there = (properties: Fields): string[] => (Object.keys(properties).length === 0 ? [] : ['everybody']);

/** A load balancer's side of the world, where that is the outside. */
const balanced = (balancer: Fields): string[] =>
  text(balancer, 'Scheme') === 'internal' || Object.keys(balancer).length === 0 ? [] : ['the internet'];

const publicAddresses = (machine: Fields): string[] =>
  items(machine, 'NetworkInterfaces').some((each) => field(each, 'AssociatePublicIpAddress') === true)
    ? ['the internet']
    : [];

/** What resources open that lead outward by themselves, new ones before all. */
export const OUTWARD_RULES: Rules = {
  'AWS::EC2::SecurityGroup': [opened(openPorts, 'access-opened', 'open')],
  'AWS::EC2::SecurityGroupIngress': [opened(openPorts, 'access-opened', 'open')],
  'AWS::EKS::AccessEntry': [
    gained(policiesOf, 'authority-widened', 'inside the cluster it gives'),
    gained(groupsOf, 'authority-widened', 'inside the cluster it joins'),
  ],
  'AWS::EKS::Nodegroup': [
    gained(
      (group) => items(group, 'RemoteAccess').map((access) => `key ${text(access, 'Ec2SshKey')}`),
      'access-opened',
      'its nodes let in by SSH',
    ),
  ],
  'AWS::EKS::FargateProfile': [
    gained(
      (profile) => items(profile, 'Selectors').map((selector) => text(selector, 'Namespace')),
      'isolation-off',
      'Fargate reads no network policies, and its pods are of namespace',
    ),
  ],
  'AWS::EC2::LaunchTemplate': [
    gained(
      (template) => items(template, 'LaunchTemplateData.KeyName').map((name) => text(name)),
      'authority-widened',
      'may sign in to its nodes: whoever has the key',
    ),
    gained(
      (template) => items(template, 'LaunchTemplateData.UserData').map(readable),
      'authority-widened',
      'its nodes begin with a program of one’s own, as root',
    ),
    gained(
      (template) => publicAddresses(fields(template, 'LaunchTemplateData')),
      'access-opened',
      'its nodes have addresses in',
    ),
  ],
  'AWS::EC2::Instance': [gained(publicAddresses, 'access-opened', 'it has an address in')],
  'AWS::S3::Bucket': [
    gained(
      where('PublicAccessBlockConfiguration.BlockPublicPolicy', false, 'everybody'),
      'access-opened',
      'it can be opened to',
    ),
    gained(
      (bucket) => [text(bucket, 'AccessControl')].filter((list) => /^(Public|Authenticated)/.test(list)),
      'access-opened',
      'its list of access is',
    ),
  ],
  'AWS::Logs::SubscriptionFilter': [
    gained(
      (filter) => items(filter, 'DestinationArn').map(readable),
      'access-opened',
      'log lines are sent to',
    ),
  ],
  'AWS::ECR::ReplicationConfiguration': [
    gained(
      (replication) =>
        items(replication, 'ReplicationConfiguration.Rules').flatMap((rule) =>
          items(rule, 'Destinations').map((each) => `${text(each, 'RegistryId')} in ${text(each, 'Region')}`),
        ),
      'access-opened',
      'images are copied to',
    ),
  ],
  'AWS::SNS::Subscription': [
    gained(
      (each) => (text(each, 'Protocol') === 'email' ? [] : items(each, 'Endpoint').map(readable)),
      'access-opened',
      'whatever is told is told to',
    ),
  ],
  'AWS::Route53::RecordSet': [
    gained(
      (record) => (text(record, 'Type') === 'NS' ? items(record, 'ResourceRecords').map(readable) : []),
      'authority-widened',
      'whatever is below its name is said by',
    ),
    gained(issuers, 'authority-widened', 'may issue certificates'),
  ],
  'AWS::ElasticLoadBalancing::LoadBalancer': [gained(balanced, 'access-opened', 'it has an address in')],
  'AWS::CloudFront::Distribution': [gained(there, 'access-opened', 'it answers')],
  'AWS::ApiGateway::RestApi': [gained(there, 'access-opened', 'it answers')],
  'AWS::ApiGatewayV2::Api': [gained(there, 'access-opened', 'it answers')],
  'AWS::EC2::TransitGatewayAttachment': [gained(there, 'access-opened', 'our network may meet')],
  'AWS::EC2::TransitGatewayVpcAttachment': [gained(there, 'access-opened', 'our network may meet')],
  'AWS::EC2::VPNConnection': [gained(there, 'access-opened', 'our network may meet')],
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
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [gained(balanced, 'access-opened', 'it has an address in')],
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
