const annotation = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

/** What a Service says so that the AWS Load Balancer Controller makes it the site's load balancer, which keeps client addresses. */
export const NETWORK_LOAD_BALANCER: Readonly<Record<string, string>> = {
  [annotation('type')]: 'external',
  [annotation('scheme')]: 'internet-facing',
  [annotation('nlb-target-type')]: 'ip',
  [annotation('attributes')]: 'load_balancing.cross_zone.enabled=true',
  // Without the client's own address a rate limit throttles everybody together.
  [annotation('target-group-attributes')]:
    'preserve_client_ip.enabled=true,deregistration_delay.timeout_seconds=60',
};
