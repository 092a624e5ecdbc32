/** Kinds of resources that cost nothing. */
const FREE = new Set([
  'AWS::Budgets::Budget',
  'AWS::CDK::Metadata',
  'AWS::EC2::FlowLog',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::LaunchTemplate',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::EKS::AccessEntry',
  'AWS::EKS::Addon',
  'AWS::KMS::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Route53::RecordSet',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
]);

/** Kinds that are paid by use alone: lines of the bill estimate it. */
const ESTIMATED = new Set(['AWS::ECR::Repository', 'AWS::SES::EmailIdentity']);

/** What is paid for and in no line of the bill, by the kind of resource that brings it: little, or nobody's guess. */
export const NOT_COUNTED: Readonly<Record<string, string>> = {
  'AWS::EC2::Subnet': 'traffic between zones',
  'AWS::EKS::Nodegroup': 'work of the load balancer beyond one capacity unit, nodes beyond the desired ones',
  'AWS::KMS::Key': 'uses of keys but for reads of secrets, a dollar for each of the first two rotations',
  'AWS::Lambda::Function': 'runs of CDK’s own handlers, which are during deployments',
  'AWS::Logs::LogGroup': 'keeping of logs',
  'AWS::Route53::HostedZone': 'queries of names',
  'AWS::S3::Bucket': 'requests to buckets, earlier versions, access logs, Loki’s lines where they are in S3',
  'AWS::SNS::Topic': 'notifications',
};

/** Whether nothing of a kind has to have a price: it is free, estimated by use, or said to be not counted. */
export function needsNoPrice(type: string): boolean {
  const isFree = FREE.has(type) || /^(AWS::IAM::|Custom::)/.test(type);
  return isFree || ESTIMATED.has(type) || type in NOT_COUNTED;
}
