import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { demandDomain, demandEmail } from './demand.ts';
import { KEPT } from './removal-policy.ts';

/** Properties of the zone. */
export interface DnsProps {
  /** Domain of the site, for example `playcode.gg`. */
  readonly domain: string;
  /** Where a certificate authority writes when somebody else asks for a certificate. */
  readonly operatorEmail: string;
}

/**
 * Public hosted zone of the site. The zone outlives its stack: its name servers stand at the registrar. Addresses of
 * the ingress are external-dns' work, mail records are `Mail`'s.
 */
export class Dns extends Construct {
  readonly zone: route53.PublicHostedZone;

  constructor(scope: Construct, id: string, props: DnsProps) {
    super(scope, id);
    demandDomain('domain', props.domain);
    demandEmail('operatorEmail', props.operatorEmail);
    this.zone = new route53.PublicHostedZone(this, 'Zone', {
      zoneName: props.domain,
      comment: `Site and mail of ${props.domain}`,
    });
    this.zone.applyRemovalPolicy(KEPT);

    new route53.CaaRecord(this, 'CertificateAuthority', {
      zone: this.zone,
      values: [
        { flag: 0, tag: route53.CaaTag.ISSUE, value: 'letsencrypt.org' },
        { flag: 0, tag: route53.CaaTag.IODEF, value: `mailto:${props.operatorEmail}` },
      ],
    });
  }
}
