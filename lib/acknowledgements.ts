import { CfnResource, type Stage, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Environment, secretsOf } from './environment.ts';
import { APP_REPOSITORY, BACKUP_PREFIX, bucketName, PRODUCT, UPLOAD_PREFIXES } from './names.ts';

/** Findings of a checker that are accepted at one place, for one reason. */
export interface Acknowledgement {
  /** Path below the stage: of a construct for cdk-nag, of one resource for checkov and cfn-lint. */
  readonly at: string;
  /** Rules of cdk-nag (single findings as `rule[finding]`), checkov (`CKV…`) or cfn-lint (`W…`). */
  readonly findings: readonly string[];
  /** Why a reviewer can accept them. */
  readonly reason: string;
}

const CLUSTER = 'cluster/Cluster/Cluster';
const KUBECTL = `${CLUSTER}/KubectlProvider`;
const DEFAULT_GROUP = 'network/Custom::VpcRestrictDefaultSGCustomResourceProvider';

/** No dead letters, no reserved concurrency, no key for plain settings. */
const LAMBDA = ['CKV_AWS_115', 'CKV_AWS_116', 'CKV_AWS_173'];
/** A dependency said twice. */
const SAID_TWICE = 'W3005';

const managed = (name: string) => `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`;
const resource = (arn: string) => `AwsSolutions-IAM5[Resource::${arn}]`;

/** Every accepted finding of an environment. Whoever adds one writes the reason for an auditor, not for the tool. */
export function acknowledgements(environment: Environment): Acknowledgement[] {
  const { name, account, region, choices } = environment;
  const elb = (part: string) => resource(`arn:aws:elasticloadbalancing:${region}:${account}:${part}`);
  const object = (bucket: 'uploads' | 'backups', prefix: string) =>
    resource(`arn:aws:s3:::${bucketName(name, account, bucket)}/${prefix}*`);
  return [
    {
      at: 'data/Secrets',
      findings: ['AwsSolutions-SMG4'],
      reason:
        `The ${secretsOf(choices).length} secrets are rotated by a runbook that changes user and secret together; ` +
        'a rotation Lambda would need a way through the zero-trust network to the databases.',
    },
    {
      at: 'cluster/Cluster/NodeRole',
      findings: [managed('AmazonEKSWorkerNodePolicy'), managed('AmazonEC2ContainerRegistryPullOnly')],
      reason: 'EKS requires these two of a node; pods get no node authority, as metadata answers no pod.',
    },
    {
      at: `${CLUSTER}/Role`,
      findings: [managed('AmazonEKSClusterPolicy')],
      reason: 'EKS requires it of the control plane and changes it with new versions.',
    },
    {
      at: `${CLUSTER}/vpc-cni-role`,
      findings: [managed('AmazonEKS_CNI_Policy')],
      reason: 'AWS maintains it with the add-on; only the service account aws-node can assume the role.',
    },
    {
      at: `${CLUSTER}/aws-ebs-csi-driver-role`,
      findings: [managed('service-role/AmazonEBSCSIDriverPolicy')],
      reason:
        'AWS maintains it with the add-on and limits changes to volumes that the driver tagged; only its controller ' +
        'can assume the role.',
    },
    {
      at: `${CLUSTER}/Resource`,
      findings: ['AwsSolutions-EKS1'],
      reason:
        'The pipeline runs on GitHub-hosted runners, whose addresses fill no allow-list. The API takes IAM identities ' +
        'with an access entry only, every call is in the audit log, and apiAccessCidrs narrows or closes it.',
    },
    {
      at: `${KUBECTL}/Handler/ServiceRole`,
      findings: [
        managed('service-role/AWSLambdaBasicExecutionRole'),
        managed('service-role/AWSLambdaVPCAccessExecutionRole'),
        managed('AmazonEC2ContainerRegistryReadOnly'),
        'AwsSolutions-IAM4[Policy::{"Fn::If":["ClusterKubectlProviderHandlerHasEcrPublic6FE395CA",' +
          '{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::aws:policy/' +
          'AmazonElasticContainerRegistryPublicReadOnly"]]},{"Ref":"AWS::NoValue"}]}]',
      ],
      reason:
        "CDK's own handler of Helm charts; CDK fixes its policies, and CloudFormation alone invokes it.",
    },
    {
      at: `${KUBECTL}/Handler/Resource`,
      findings: ['AwsSolutions-L1', ...LAMBDA, SAID_TWICE],
      reason:
        "CDK's own handler, run by CloudFormation during a deployment alone, which reports its failures and waits for " +
        'it; its settings hold no secret, and CDK chooses the newest runtime that its code supports.',
    },
    {
      at: `${KUBECTL}/Provider/framework-onEvent/Resource`,
      findings: [...LAMBDA, SAID_TWICE],
      reason:
        "CDK's own provider framework, run by CloudFormation during a deployment alone, which reports its failures " +
        'and waits for it; its settings hold the name of the handler.',
    },
    {
      at: `${DEFAULT_GROUP}/Handler`,
      findings: ['CKV_AWS_115', 'CKV_AWS_116', 'CKV_AWS_117', SAID_TWICE],
      reason:
        "CDK's own handler, run once by CloudFormation to empty the VPC's default security group; it talks to EC2's " +
        'public API, for which it needs no place in the VPC.',
    },
    ...environment.zones.flatMap((_, index) =>
      ['private', 'public'].map((kind) => ({
        at: `network/Network/Vpc/${kind}Subnet${index + 1}/Subnet`,
        findings: ['W3010'],
        reason:
          'The zone is data of the environment: a volume, its node group and its subnet must not part ways.',
      })),
    ),
    {
      at: 'data/Storage/AccessLogs/Resource',
      findings: ['CKV_AWS_18'],
      reason: 'It holds the access logs of the other buckets; a log of its own deliveries would feed itself.',
    },
    {
      at: `${KUBECTL}/Provider/framework-onEvent/ServiceRole`,
      findings: [
        managed('service-role/AWSLambdaBasicExecutionRole'),
        managed('service-role/AWSLambdaVPCAccessExecutionRole'),
        resource('<ClusterKubectlProviderHandler93C0312D.Arn>:*'),
      ],
      reason: "CDK's provider framework; the wildcard stands for versions of the one handler it invokes.",
    },
    {
      at: `${CLUSTER}/aws-load-balancer-controller-role`,
      findings: [
        resource('*'),
        elb('loadbalancer/net/*'),
        elb('targetgroup/*'),
        elb('listener/net/*'),
        resource(`arn:aws:ec2:${region}:${account}:security-group/*`),
      ],
      reason:
        "EC2's and ELB's Describe calls know no resources. Names of what the controller makes are not known before; " +
        'changes are limited by condition to what bears the tag of this cluster.',
    },
    {
      at: `${CLUSTER}/cert-manager-role`,
      findings: [resource('arn:aws:route53:::change/*')],
      reason:
        "Route 53 names a change when it is made; reading its state shows 'PENDING' or 'INSYNC', no record.",
    },
    {
      at: `${CLUSTER}/external-dns-role`,
      findings: [resource('*')],
      reason:
        'route53:ListHostedZones knows no resources and shows names of zones alone; changes go to one zone.',
    },
    {
      at: `${CLUSTER}/external-secrets-role`,
      findings: [resource(`arn:aws:secretsmanager:${region}:${account}:secret:${PRODUCT}/${name}/*`)],
      reason:
        'The secrets of this environment and no others; Secrets Manager ends their ARNs in random letters.',
    },
    {
      at: 'access/Pipeline/Build',
      findings: [resource('*')],
      reason: `ecr:GetAuthorizationToken knows no resources; pushes go to the repository ${APP_REPOSITORY} alone.`,
    },
    {
      at: 'access/App',
      findings: [object('uploads', UPLOAD_PREFIXES.incoming), object('uploads', UPLOAD_PREFIXES.pictures)],
      reason:
        'Objects below the two prefixes of the one bucket; their names are random and made at run time.',
    },
    {
      at: 'access/Backup',
      findings: [object('backups', BACKUP_PREFIX)],
      reason: 'Objects below one prefix of one bucket, written and never read; their names hold the time.',
    },
    {
      at: 'access/RestoreDrill',
      findings: [object('backups', BACKUP_PREFIX)],
      reason: 'Objects below one prefix of one bucket, read and never written; their names hold the time.',
    },
    ...(choices?.logStorage === 's3'
      ? [
          {
            at: 'access/Loki',
            findings: [resource(`arn:aws:s3:::${bucketName(name, account, 'loki')}/*`)],
            reason: 'The bucket is Loki’s alone, and it names its objects by what they hold.',
          },
        ]
      : []),
  ];
}

/** Records the accepted findings where each checker looks for them: in the tree, or in the resource's metadata. */
export function acknowledge(stage: Stage, accepted: readonly Acknowledgement[]): void {
  for (const { at, findings, reason } of accepted) {
    let construct: IConstruct | undefined = stage;
    for (const id of at.split('/')) construct = construct?.node.tryFindChild(id);
    if (!construct) {
      throw new Error(
        `acknowledgement at ${at}: no such construct in ${stage.node.path}; ` +
          'move the entry to where the construct went, or delete it',
      );
    }
    // `Validations.acknowledge` refuses ids with an ARN in them, which cdk-nag gives; this is where it would write.
    for (const id of findings.filter((finding) => finding.startsWith('AwsSolutions-'))) {
      construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
    }
    const checkov = findings.filter((finding) => finding.startsWith('CKV'));
    const lint = findings.filter((finding) => finding.startsWith('W'));
    if (checkov.length > 0) {
      resourceAt(construct, at).addMetadata('checkov', {
        skip: checkov.map((id) => ({ id, comment: reason })),
      });
    }
    if (lint.length > 0)
      resourceAt(construct, at).addMetadata('cfn-lint', { config: { ignore_checks: lint } });
  }
}

function resourceAt(construct: IConstruct, at: string): CfnResource {
  if (CfnResource.isCfnResource(construct)) return construct;
  throw new Error(
    `acknowledgement at ${at}: found a construct, expected the resource itself; add its last id`,
  );
}
