import { beforeAll, describe, expect, it } from 'vitest';
import {
  ofType,
  production,
  STACKS,
  type Synthesized,
  synthesize,
  type TemplateResource,
} from './platform.ts';

let repository: TemplateResource | undefined;
let built: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
  repository = ofType(built.resources('registry'), 'AWS::ECR::Repository')[0]?.[1];
});

describe('the registry', () => {
  it('holds the app, with tags that never move, scanned on push and encrypted by our key', () => {
    expect(repository?.Properties).toMatchObject({
      RepositoryName: 'playcode-app',
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
      EncryptionConfiguration: { EncryptionType: 'KMS' },
    });
  });

  it('expires untagged images alone: what runs has a tag', () => {
    const { rules } = JSON.parse(repository?.Properties.LifecyclePolicy.LifecyclePolicyText);
    expect(rules).toHaveLength(1);
    expect(rules[0].selection).toEqual({
      tagStatus: 'untagged',
      countType: 'sinceImagePushed',
      countNumber: 7,
      countUnit: 'days',
    });
    expect(rules[0].action).toEqual({ type: 'expire' });
  });

  it('lets nobody take a tag away, move one or change the rules: what runs keeps its tag', () => {
    const statements = STACKS.flatMap((stack) => ofType(built.resources(stack), 'AWS::IAM::Policy')).flatMap(
      ([, { Properties }]) => Properties.PolicyDocument.Statement,
    );
    const writes = statements
      .flatMap(({ Action }) => [Action].flat())
      .filter((action) =>
        /^ecr:(Put|Delete|BatchDelete|Set|Start|Upload|Initiate|Complete|Tag)/.test(action),
      );
    expect(writes.sort()).toEqual([
      'ecr:CompleteLayerUpload',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ]);
  });

  it('is not made by an environment that shares its account with another', async () => {
    const shared = await synthesize({ ...production(), sharesAccount: true });
    expect(() => shared.resources('registry')).toThrow('no stack registry');
    expect(ofType(shared.resources('access'), 'AWS::IAM::OIDCProvider')).toEqual([]);
    const [, build] = ofType(shared.resources('access'), 'AWS::IAM::Role').find(
      ([, { Properties }]) => Properties.RoleName === 'playcode-production-build',
    ) ?? ['', undefined];
    expect(build?.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Federated).toBe(
      'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    );
  });
});
