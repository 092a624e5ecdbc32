import { RegionInfo } from 'aws-cdk-lib/region-info';

/** End of the addresses of AWS's services in a region: `amazonaws.com`, and another one in China. */
export function serviceDomain(region: string): string {
  return RegionInfo.get(region).domainSuffix ?? 'amazonaws.com';
}
