import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { demand, demandEmail, demandForm } from './demand.ts';

/** Properties of the mail. */
export interface MailProps {
  /** Zone of the domain that mail is sent from. */
  readonly zone: route53.IPublicHostedZone;
  /** Addresses that may stand in `From`, all of the zone's domain. */
  readonly senders: readonly string[];
  /** Name of the IAM user behind the SMTP credentials. */
  readonly smtpUserName: string;
  /** Name of the configuration set. */
  readonly configurationSetName: string;
  /** Where bounces and complaints go. */
  readonly operatorEmail: string;
  /** Key that encrypts the notifications. SES gets the use of it; the policy of one that is imported must give it that. */
  readonly key: kms.IKey;
}

/** Letters that SNS shows of the name of a topic. */
const MOST_DISPLAYED = 100;

/** Letters that SES puts before a domain in the names of DKIM's records: a token of 32 and `._domainkey.`. */
const DKIM_LETTERS = 44;

/** Letters that it leaves of the 253 of a name. */
const LONGEST_DOMAIN = 253 - DKIM_LETTERS;

/**
 * SES identity with DKIM, MAIL FROM and DMARC in the zone; an SMTP user that can send as the given addresses only;
 * bounces and complaints reported. SMTP takes no roles, hence the user; a script makes and rotates its credentials.
 */
export class Mail extends Construct {
  readonly identity: ses.EmailIdentity;
  readonly smtpUser: iam.User;

  constructor(scope: Construct, id: string, props: MailProps) {
    super(scope, id);
    const domain = props.zone.zoneName;
    demand(
      Token.isUnresolved(domain) || domain.length <= LONGEST_DOMAIN,
      'zone',
      domain,
      `a domain of at most ${LONGEST_DOMAIN} letters: names of DKIM's records have ${DKIM_LETTERS} more`,
    );
    demandEmail('operatorEmail', props.operatorEmail);
    demandForm('smtpUserName', props.smtpUserName, /^[\w+=,.@-]{1,64}$/, 'a name of IAM, at most 64 letters');
    demandForm(
      'configurationSetName',
      props.configurationSetName,
      /^[\w-]{1,64}$/,
      'letters, digits, - and _, at most 64',
    );
    for (const sender of props.senders) demandEmail('senders', sender);
    const foreign = props.senders.filter((sender) => !sender.endsWith(`@${domain}`));
    if (props.senders.length === 0 || foreign.length > 0) {
      throw new Error(
        `senders: found [${props.senders.join(', ')}], expected addresses that end in @${domain}`,
      );
    }

    const configurationSet = new ses.ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: props.configurationSetName,
      tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    this.identity = new ses.EmailIdentity(this, 'Identity', {
      identity: ses.Identity.publicHostedZone(props.zone),
      mailFromDomain: `mail.${domain}`,
      configurationSet,
    });
    new route53.TxtRecord(this, 'Dmarc', {
      zone: props.zone,
      recordName: '_dmarc',
      values: [`v=DMARC1; p=quarantine; adkim=s; aspf=r; rua=mailto:${props.operatorEmail}`],
    });

    const { partition, region, account } = Stack.of(this);
    // Without it SES drops every notification, and says so to nobody.
    props.key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'BouncesOfThisAccount',
        principals: [new iam.ServicePrincipal('ses.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    const topic = new sns.Topic(this, 'Feedback', {
      displayName: `Bounces and complaints of ${domain}`.slice(0, MOST_DISPLAYED),
      masterKey: props.key,
      enforceSSL: true,
    });
    topic.addSubscription(new subscriptions.EmailSubscription(props.operatorEmail));
    configurationSet.addEventDestination('Feedback', {
      destination: ses.EventDestination.snsTopic(topic),
      events: [ses.EmailSendingEvent.BOUNCE, ses.EmailSendingEvent.COMPLAINT, ses.EmailSendingEvent.REJECT],
    });

    const group = new iam.Group(this, 'SmtpGroup', { groupName: props.smtpUserName });
    group.addToPolicy(
      new iam.PolicyStatement({
        sid: 'SendAsTheSiteOnly',
        actions: ['ses:SendRawEmail'],
        resources: [
          this.identity.emailIdentityArn,
          `arn:${partition}:ses:${region}:${account}:configuration-set/${props.configurationSetName}`,
        ],
        conditions: { StringEquals: { 'ses:FromAddress': [...props.senders] } },
      }),
    );
    this.smtpUser = new iam.User(this, 'SmtpUser', { userName: props.smtpUserName, groups: [group] });
  }
}
