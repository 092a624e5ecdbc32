import * as s3 from 'aws-cdk-lib/aws-s3';
import { KEPT } from './removal-policy.ts';

/** What holds of every bucket here: nobody from outside, nothing unencrypted on its way, nothing lost by a deletion. */
export const PRIVATE_BUCKET = {
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  versioned: true,
  removalPolicy: KEPT,
} as const satisfies s3.BucketProps;
