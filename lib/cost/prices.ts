/**
 * Prices of what an environment runs on, in US dollars before tax, on demand, region ap-northeast-2 (Seoul).
 * Copied by hand from AWS's public price pages; whoever copies them again changes the date with them.
 */
export const PRICES = {
  /** Month in which the prices were last copied. */
  asOf: '2025-06',
  region: 'ap-northeast-2',
  /** Hours of a month as AWS' own calculator counts them. */
  hoursPerMonth: 730,
  /** EC2, Linux, a dollar figure for each hour. */
  instanceHour: {
    't3.large': 0.104,
    'm6i.large': 0.118,
    'm6i.xlarge': 0.236,
    'm7i.large': 0.1239,
    'm7i.xlarge': 0.2478,
  } as Readonly<Record<string, number>>,
  /** EKS control plane in standard support, each hour. */
  clusterHour: 0.1,
  natGatewayHour: 0.059,
  natGatewayGb: 0.059,
  /** Interface endpoint, each hour in each subnet; gateway endpoints are free. */
  endpointHour: 0.013,
  /** Network load balancer with one capacity unit, each hour. */
  loadBalancerHour: 0.0225 + 0.006,
  publicAddressHour: 0.005,
  gp3GibMonth: 0.0912,
  s3GbMonth: 0.025,
  glacierInstantGbMonth: 0.005,
  imagesGbMonth: 0.1,
  logsGb: 0.76,
  keyMonth: 1,
  secretMonth: 0.4,
  /** Ten thousand reads of secrets, and as many uses of their key. */
  secretReads: 0.05 + 0.03,
  zoneMonth: 0.5,
  egressGb: 0.126,
  thousandMails: 0.1,
} as const;
