import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * What holds data outlives its stack and its place in it. It does not outlive a deployment that made it and failed: it is
 * empty then, and the next deployment would find its name taken.
 */
export const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
