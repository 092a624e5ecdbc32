import { beforeAll, describe, expect, it } from 'vitest';
import { ofType, production, type Synthesized, synthesize, type TemplateResource } from './platform.ts';

let resources: Readonly<Record<string, TemplateResource>>;
let built: Synthesized;
beforeAll(async () => {
  built = await synthesize(production());
  resources = built.resources('site');
});

const record = (type: string, name: RegExp) =>
  ofType(resources, 'AWS::Route53::RecordSet').filter(
    ([, { Properties }]) => Properties.Type === type && name.test(JSON.stringify(Properties.Name)),
  );

describe('the zone', () => {
  it('is playcode.gg', () => {
    expect(
      ofType(resources, 'AWS::Route53::HostedZone').map(([, { Properties }]) => Properties.Name),
    ).toEqual(['playcode.gg.']);
  });

  it("lets Let's Encrypt alone issue certificates", () => {
    const [[, caa] = []] = record('CAA', /playcode\.gg/);
    expect(caa?.Properties.ResourceRecords).toEqual([
      '0 issue "letsencrypt.org"',
      '0 iodef "mailto:ops@playcode.gg"',
    ]);
  });

  it('holds no addresses: external-dns owns those', () => {
    expect(record('A', /./)).toEqual([]);
    expect(record('AAAA', /./)).toEqual([]);
  });
});

describe('mail', () => {
  it('is signed: three DKIM records of the identity', () => {
    expect(record('CNAME', /DkimDNSToken/)).toHaveLength(3);
  });

  it('comes from a MAIL FROM domain of ours with MX and SPF', () => {
    const [[, identity] = []] = ofType(resources, 'AWS::SES::EmailIdentity');
    expect(identity?.Properties).toMatchObject({
      EmailIdentity: 'playcode.gg',
      MailFromAttributes: { MailFromDomain: 'mail.playcode.gg' },
    });
    const [[, mx] = []] = record('MX', /mail\.playcode\.gg/);
    expect(mx?.Properties.ResourceRecords).toEqual(['10 feedback-smtp.ap-northeast-2.amazonses.com']);
    const [[, spf] = []] = record('TXT', /mail\.playcode\.gg/);
    expect(spf?.Properties.ResourceRecords).toEqual(['"v=spf1 include:amazonses.com ~all"']);
  });

  it('asks receivers to quarantine what is not ours', () => {
    const [[, dmarc] = []] = record('TXT', /_dmarc\.playcode\.gg/);
    expect(dmarc?.Properties.ResourceRecords[0]).toContain('v=DMARC1; p=quarantine');
  });

  it('is sent by an SMTP user that can be nobody else', () => {
    const [[, user] = []] = ofType(resources, 'AWS::IAM::User');
    expect(user?.Properties.UserName).toBe('playcode-production-smtp');
    expect(user?.Properties.Policies).toBeUndefined();
    expect(ofType(resources, 'AWS::IAM::AccessKey')).toEqual([]);
    const [[, policy] = []] = ofType(resources, 'AWS::IAM::Policy');
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'ses:SendRawEmail',
        Condition: { StringEquals: { 'ses:FromAddress': ['noreply@playcode.gg'] } },
      }),
    ]);
  });

  it('tells the operator of bounces and complaints, by an encrypted topic', () => {
    built.template('site').hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: { Enabled: true, MatchingEventTypes: ['bounce', 'complaint', 'reject'] },
    });
    const [[, topic] = []] = ofType(resources, 'AWS::SNS::Topic');
    expect(JSON.stringify(topic?.Properties.KmsMasterKeyId)).toContain('EncryptionData');
    built.template('site').hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@playcode.gg',
    });
    built.template('site').hasResourceProperties('AWS::SES::ConfigurationSet', {
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
  });
});

describe('the budget', () => {
  it('warns at 80 % of 650 dollars a month, and when the forecast passes it', () => {
    const [[, budget] = []] = ofType(resources, 'AWS::Budgets::Budget');
    expect(budget?.Properties.Budget).toMatchObject({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 650, Unit: 'USD' },
    });
    expect(
      budget?.Properties.NotificationsWithSubscribers.map(
        (it: { Notification: { NotificationType: string; Threshold: number }; Subscribers: unknown[] }) => [
          it.Notification.NotificationType,
          it.Notification.Threshold,
          it.Subscribers,
        ],
      ),
    ).toEqual([
      ['ACTUAL', 80, [{ SubscriptionType: 'EMAIL', Address: 'ops@playcode.gg' }]],
      ['FORECASTED', 100, [{ SubscriptionType: 'EMAIL', Address: 'ops@playcode.gg' }]],
    ]);
  });
});
