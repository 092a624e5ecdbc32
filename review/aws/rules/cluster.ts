import { parse } from 'yaml';
import { type Fields, field, fields, items, text } from '../../field.ts';
import { foundIf } from '../../finding.ts';
import { readable } from '../../intrinsic.ts';
import { ended, gained, left, lost, older, opened, type Rule, type Rules } from './rule.ts';

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

const policyEngine = (addon: Fields): boolean => {
  const settings = settingsOf(addon);
  return (
    text(addon, 'AddonName') === 'vpc-cni' &&
    text(settings, 'enableNetworkPolicy') === 'true' &&
    text(settings, 'nodeAgent.enabled') !== 'false'
  );
};

/** From where the API server answers; EKS opens it to everybody where nothing is said. */
const apiCidrs = (cluster: Fields): string[] => {
  if (field(cluster, 'ResourcesVpcConfig.EndpointPublicAccess') === false) return [];
  const said = items(cluster, 'ResourcesVpcConfig.PublicAccessCidrs').map((cidr) => text(cidr));
  return said.length > 0 ? said : ['0.0.0.0/0'];
};

const taints = (group: Fields): string[] =>
  items(group, 'Taints')
    .filter((taint) => text(taint, 'Effect') !== 'PREFER_NO_SCHEDULE')
    .map((taint) => `${text(taint, 'Key')}=${text(taint, 'Value')}`);

const takesAll = (group: Fields): boolean => text(group, 'UpdateConfig.MaxUnavailablePercentage') === '100';

/** The settings of an add-on; EKS takes them as YAML, of which JSON is a part. */
const settingsOf = (addon: Fields): Fields => fields(parse(text(addon, 'ConfigurationValues')));

/** Volumes of a node that are not encrypted. */
const plainVolumes = (template: Fields): string[] =>
  items(template, 'LaunchTemplateData.BlockDeviceMappings')
    .filter((mapping) => field(mapping, 'Ebs.Encrypted') !== true)
    .map((mapping) => text(mapping, 'DeviceName'));

/** What loosening a setting means of the cluster and its nodes. */
export const CLUSTER_RULES: Rules = {
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
    opened(
      (cluster) => apiCidrs(cluster).map((from) => ({ from, what: '' })),
      'access-opened',
      'the API server answers',
    ),
    lost(
      'ResourcesVpcConfig.EndpointPrivateAccess',
      true,
      'protection-dropped',
      'nodes reach the API server by its public address alone',
    ),
    (base, head) =>
      foundIf(
        text(base, 'AccessConfig.AuthenticationMode') === 'API' &&
          text(head, 'AccessConfig.AuthenticationMode') !== 'API',
        'authority-widened',
        'whoever may write a ConfigMap of the cluster lets people in, too',
      ),
    left(logTypes, 'protection-dropped', 'no longer logged'),
  ],
  'AWS::EKS::Addon': [
    (base, head) =>
      policyEngine(base) && !policyEngine(head)
        ? [['isolation-off', 'what enforces them is off: no network policy does anything']]
        : [],
    (base, head) =>
      foundIf(
        settingsOf(head).replicaCount === 0 && settingsOf(base).replicaCount !== 0,
        'stopped',
        'it wants no pods any more',
      ),
    gained(
      (addon) => items(settingsOf(addon), 'corefile').map((file) => text(file)),
      'authority-widened',
      'names are answered by other rules, and perhaps by somebody else',
    ),
    older('AddonVersion', 'protection-dropped', 'holes that were closed since are open again'),
    ended('ServiceAccountRoleArn', 'stopped', 'its pods have no role any more, and may do nothing on AWS'),
  ],
  'AWS::EKS::Nodegroup': [
    (base, head) =>
      Number(field(head, 'ScalingConfig.DesiredSize')) === 0 && field(base, 'ScalingConfig.DesiredSize') !== 0
        ? [['stopped', 'it wants no node, and pods with a volume of its zone can start nowhere else']]
        : [],
    gained(taints, 'stopped', 'pods that do not tolerate it start on its nodes no more'),
    (base, head) =>
      foundIf(
        head.CapacityType === 'SPOT' && base.CapacityType !== 'SPOT',
        'protection-dropped',
        'AWS may take its nodes back within two minutes, and what has its volume in the zone with them',
      ),
    (base, head) =>
      foundIf(
        takesAll(head) && !takesAll(base),
        'protection-dropped',
        'an update may take all its nodes at once',
      ),
    (base, head) =>
      foundIf(
        head.ForceUpdateEnabled === true && base.ForceUpdateEnabled !== true,
        'protection-dropped',
        'an update does not wait for what a budget of disruptions protects',
      ),
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
    gained(plainVolumes, 'protection-dropped', 'its volume is not encrypted any more'),
    gained(
      (template) => items(template, 'LaunchTemplateData.ImageId').map(readable),
      'authority-widened',
      'its nodes start from an image of one’s own',
    ),
  ],
};
