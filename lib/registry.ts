import { Duration } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { demandForm } from './demand.ts';
import { KEPT } from './removal-policy.ts';
import { demandDays } from './retention.ts';

/** Properties of the registry. */
export interface RegistryProps {
  /** Name of the repository, for example `playcode-app`. */
  readonly repositoryName: string;
  /** Key that encrypts the images. */
  readonly key: kms.IKey;
  /**
   * How long an image that no tag names is kept.
   * @default 7 days
   */
  readonly untaggedFor?: Duration;
}

/**
 * ECR repository of one image. A tag never moves, each push is scanned, and the lifecycle takes only what no tag
 * names: a running image has a tag that nobody can take away, so it can always be pulled again.
 */
export class Registry extends Construct {
  readonly repository: ecr.Repository;

  constructor(scope: Construct, id: string, props: RegistryProps) {
    super(scope, id);
    const { repositoryName, untaggedFor = Duration.days(7) } = props;
    demandForm(
      'repositoryName',
      repositoryName,
      /^(?=[a-z].{1,255}$)[a-z0-9]+([._/-][a-z0-9]+)*$/,
      'at least two small letters, at most 256 with digits and single ., _, - and /, as in playcode-app',
    );
    demandDays('untaggedFor', untaggedFor);
    this.repository = new ecr.Repository(this, 'Repository', {
      repositoryName,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      encryption: ecr.RepositoryEncryption.KMS,
      encryptionKey: props.key,
      removalPolicy: KEPT,
      lifecycleRules: [
        {
          description: 'Untagged images run nowhere',
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageAge: untaggedFor,
        },
      ],
    });
  }

  /** Lets a principal push images to this repository, see whether a tag exists, and nothing else. */
  grantPush(grantee: iam.IGrantable): iam.Grant {
    return grantPush(this.repository, grantee);
  }
}

/** Lets a principal push images to a repository that another stack or account-mate has made. */
export function grantPush(repository: ecr.IRepository, grantee: iam.IGrantable): iam.Grant {
  const login = iam.Grant.addToPrincipal({
    grantee,
    actions: ['ecr:GetAuthorizationToken'],
    resourceArns: ['*'],
  });
  return iam.Grant.addToPrincipal({
    grantee,
    actions: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:DescribeImageScanFindings',
      'ecr:DescribeImages',
      'ecr:GetDownloadUrlForLayer',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
    resourceArns: [repository.repositoryArn],
  }).combine(login);
}
