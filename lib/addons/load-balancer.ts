import * as iam from 'aws-cdk-lib/aws-iam';

/** Tag that the controller puts on all it makes. */
const OWNED = 'elbv2.k8s.aws/cluster';

/** Properties of the load balancer controller's authority. */
export interface LoadBalancerAuthorityProps {
  /** Cluster whose load balancers these are. */
  readonly clusterName: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** ARN of the VPC in which its security groups are made. */
  readonly vpcArn: string;
}

/**
 * What the AWS Load Balancer Controller may do for one network load balancer in front of the ingress: less than the
 * policy its project publishes (no WAF, Shield, Cognito, certificates), and changes only to what it made for this
 * cluster. EC2's and ELB's `Describe` calls know no resources.
 */
export function loadBalancerAuthority(props: LoadBalancerAuthorityProps): iam.PolicyStatement[] {
  const { clusterName, partition, region, account, vpcArn } = props;
  const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${account}:${resource}`;
  const elb = (resource: string) => `arn:${partition}:elasticloadbalancing:${region}:${account}:${resource}`;
  const balancers = [elb('loadbalancer/net/*'), elb('targetgroup/*')];
  const listeners = [elb('listener/net/*')];
  const groups = ec2('security-group/*');
  const madeForUs = { StringEquals: { [`aws:ResourceTag/${OWNED}`]: clusterName } };
  const taggedForUs = { StringEquals: { [`aws:RequestTag/${OWNED}`]: clusterName } };
  return [
    new iam.PolicyStatement({
      sid: 'Look',
      actions: [
        'ec2:DescribeAccountAttributes',
        'ec2:DescribeAddresses',
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeInstances',
        'ec2:DescribeInternetGateways',
        'ec2:DescribeNetworkInterfaces',
        // By which it finds the public subnets of a VPC whose subnets bear no tags.
        'ec2:DescribeRouteTables',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeTags',
        'ec2:DescribeVpcPeeringConnections',
        'ec2:DescribeVpcs',
        'ec2:GetSecurityGroupsForVpc',
        'elasticloadbalancing:DescribeCapacityReservation',
        'elasticloadbalancing:DescribeListenerAttributes',
        'elasticloadbalancing:DescribeListenerCertificates',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeLoadBalancerAttributes',
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeSSLPolicies',
        'elasticloadbalancing:DescribeTags',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      resources: ['*'],
    }),
    new iam.PolicyStatement({
      sid: 'Make',
      actions: ['elasticloadbalancing:CreateLoadBalancer', 'elasticloadbalancing:CreateTargetGroup'],
      resources: balancers,
      conditions: taggedForUs,
    }),
    new iam.PolicyStatement({
      sid: 'TagWhatItMakes',
      actions: ['elasticloadbalancing:AddTags'],
      resources: [...balancers, ...listeners],
      conditions: {
        StringEquals: {
          'elasticloadbalancing:CreateAction': ['CreateTargetGroup', 'CreateLoadBalancer', 'CreateListener'],
        },
      },
    }),
    new iam.PolicyStatement({
      sid: 'ChangeWhatItMade',
      actions: [
        'elasticloadbalancing:AddTags',
        'elasticloadbalancing:CreateListener',
        'elasticloadbalancing:DeleteListener',
        'elasticloadbalancing:DeleteLoadBalancer',
        'elasticloadbalancing:DeleteTargetGroup',
        'elasticloadbalancing:DeregisterTargets',
        'elasticloadbalancing:ModifyListener',
        'elasticloadbalancing:ModifyListenerAttributes',
        'elasticloadbalancing:ModifyLoadBalancerAttributes',
        'elasticloadbalancing:ModifyTargetGroup',
        'elasticloadbalancing:ModifyTargetGroupAttributes',
        'elasticloadbalancing:RegisterTargets',
        'elasticloadbalancing:RemoveTags',
        'elasticloadbalancing:SetIpAddressType',
        'elasticloadbalancing:SetSecurityGroups',
        'elasticloadbalancing:SetSubnets',
      ],
      resources: [...balancers, ...listeners],
      conditions: madeForUs,
    }),
    new iam.PolicyStatement({
      sid: 'MakeSecurityGroups',
      actions: ['ec2:CreateSecurityGroup'],
      resources: [groups, vpcArn],
    }),
    new iam.PolicyStatement({
      sid: 'TagSecurityGroups',
      actions: ['ec2:CreateTags'],
      resources: [groups],
      conditions: {
        StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup', [`aws:RequestTag/${OWNED}`]: clusterName },
      },
    }),
    new iam.PolicyStatement({
      sid: 'ChangeItsSecurityGroups',
      actions: [
        'ec2:AuthorizeSecurityGroupIngress',
        'ec2:CreateTags',
        'ec2:DeleteSecurityGroup',
        'ec2:DeleteTags',
        'ec2:RevokeSecurityGroupIngress',
      ],
      resources: [groups],
      conditions: madeForUs,
    }),
    new iam.PolicyStatement({
      sid: 'LetTheBalancerReachThePods',
      // The cluster's own group, which EKS made and tagged.
      actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [groups],
      conditions: { StringEquals: { 'aws:ResourceTag/aws:eks:cluster-name': clusterName } },
    }),
    new iam.PolicyStatement({
      sid: 'FirstBalancerOfTheAccount',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [
        `arn:${partition}:iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing`,
      ],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    }),
  ];
}
