/** What a kind of resource holds that cannot be had again by making another. */
export interface Holding {
  /** What is lost with it. */
  readonly holds: string;
  /** Whether that is data; else it is what others stand on. */
  readonly isData: boolean;
}

const data = (holds: string): Holding => ({ holds, isData: true });
const foundation = (holds: string): Holding => ({ holds, isData: false });

/** Kinds of resources that hold something. All others can be made again, and nobody notices for long. */
export const HOLDINGS: Readonly<Record<string, Holding>> = {
  'AWS::S3::Bucket': data('its objects'),
  'AWS::KMS::Key': data('whatever it has encrypted: without it nobody reads that again'),
  'AWS::ECR::Repository': data('its images, the running ones and those to go back to'),
  'AWS::SecretsManager::Secret': data('the values that people have put into it'),
  'AWS::DynamoDB::Table': data('its items'),
  'AWS::RDS::DBInstance': data('its databases'),
  'AWS::RDS::DBCluster': data('its databases'),
  'AWS::EFS::FileSystem': data('its files'),
  'AWS::EC2::Volume': data('its blocks'),
  'AWS::Logs::LogGroup': data('its log lines'),
  'AWS::EKS::Cluster': data('every object of the cluster, and with them the way to its volumes'),
  'AWS::EC2::VPC': foundation('the network that all else is in'),
  'AWS::EC2::Subnet': foundation('the addresses of what runs in it; zonal volumes cannot follow'),
  'AWS::EC2::EIP': foundation('the address that others let in'),
  'AWS::Route53::HostedZone': foundation('the name servers that the registrar points to'),
  'AWS::SES::EmailIdentity': foundation('the proof that we may send mail for the domain'),
  'AWS::IAM::OIDCProvider': foundation('the trust of every role that pods or the pipeline assume'),
};

/** What the end of a resource that holds nothing takes from others. That of all other kinds nobody notices for long. */
export const SERVICES: Readonly<Record<string, string>> = {
  'AWS::EKS::Addon': 'every pod does without it: addresses, names or volumes',
  'AWS::EKS::Nodegroup':
    'its nodes go with their pods, and those with a volume of its zone can start nowhere else',
  'AWS::EC2::Route': 'its subnet has this way out no more',
  'AWS::EC2::InternetGateway': 'nothing reaches the internet, nor is reached from there',
  'AWS::EC2::VPCGatewayAttachment': 'nothing reaches the internet, nor is reached from there',
  'AWS::EC2::SubnetRouteTableAssociation': 'its subnet has its ways out no more',
  'AWS::EC2::VPCEndpoint':
    'what went through it goes through the NAT gateway, and each gigabyte is paid for, or nowhere',
  'AWS::EC2::FlowLog': 'who talks to whom is recorded no more',
  'Custom::VpcRestrictDefaultSG': 'the default security group lets its members in and out again',
  'AWS::EKS::AccessEntry': 'whom it names may not enter the cluster any more',
  'AWS::Route53::RecordSet': 'its name is answered no more',
  'AWS::SES::ConfigurationSetEventDestination': 'nobody is told of bounces and complaints',
  'AWS::SNS::Topic': 'nobody is told through it any more',
  'AWS::SNS::Subscription': 'nobody is told by it any more',
  'AWS::Budgets::Budget': 'nobody is told when all this becomes dear',
  'AWS::IAM::User': 'whoever signs in by its keys is refused',
  'Custom::AWSCDK-EKS-HelmChart':
    'uninstalled, with the kinds of objects that it brought and all objects of these kinds',
};

/** Properties that name a resource outside of its stack, where two cannot have the same. */
const NAME_PROPERTIES = [
  'BucketName',
  'RepositoryName',
  'RoleName',
  'UserName',
  'GroupName',
  'LogGroupName',
  'AliasName',
  'NodegroupName',
  'TableName',
  'EmailIdentity',
  'TopicName',
  'Name',
];

/** The name that a resource has been given, if it was given one. */
export function physicalNameOf(
  properties: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const names = NAME_PROPERTIES.map((property) => properties?.[property]);
  return names.find((name): name is string => typeof name === 'string');
}
