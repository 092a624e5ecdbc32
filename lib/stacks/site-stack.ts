import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { Budget } from '../budget.ts';
import { Dns } from '../dns.ts';
import type { Environment } from '../environment.ts';
import { Mail } from '../mail.ts';
import { MAIL_SENDER, PRODUCT, smtpUserName } from '../names.ts';
import { PlatformStack } from './platform-stack.ts';

/** The zone, mail from it, and the budget of it all. */
export class SiteStack extends PlatformStack {
  readonly dns: Dns;

  constructor(scope: Construct, environment: Environment, key: kms.IKey) {
    super(scope, 'site', environment, 'Zone, mail and budget');
    const { name, domain, operatorEmail } = environment;
    this.dns = new Dns(this, 'Dns', { domain, operatorEmail });
    new Mail(this, 'Mail', {
      zone: this.dns.zone,
      senders: [`${MAIL_SENDER}@${domain}`],
      smtpUserName: smtpUserName(name),
      configurationSetName: `${PRODUCT}-${name}`,
      operatorEmail,
      key,
    });
    new Budget(this, 'Budget', {
      name: `${PRODUCT}-${name}`,
      monthlyUsd: environment.monthlyBudgetUsd,
      email: operatorEmail,
    });
  }
}
