import { type Fields, field, items, text } from '../../field.ts';
import { foundIf } from '../../finding.ts';
import { readable } from '../../intrinsic.ts';
import { left, lost, type Rule, type Rules } from './rule.ts';

/** What a record lets others do with mail that says it is ours, the strictest first. */
const POLICIES: readonly { readonly word: RegExp; readonly strict: readonly string[] }[] = [
  { word: /^v=DMARC1\b.*[; ]p=(\w+)/, strict: ['reject', 'quarantine', 'none'] },
  { word: /^v=spf1\b.*?\s([-~?+]?)all\b/, strict: ['-', '~', '?', '+', ''] },
];

const recordsOf = (record: Fields): string[] =>
  items(record, 'ResourceRecords').map((line) => text(line).replace(/^"|"$/g, ''));

const mailPolicy: Rule = (base, head) =>
  POLICIES.flatMap(({ word, strict }) => {
    const rank = (record: Fields) =>
      recordsOf(record)
        .map((line) => word.exec(line)?.[1])
        .filter((found) => found !== undefined)
        .map((found) => strict.indexOf(found))[0];
    const [before, after] = [rank(base), rank(head) ?? Number.POSITIVE_INFINITY];
    if (before === undefined || after <= before) return [];
    const because = `others can send mail in our name: ${recordsOf(head).join(', ')}, was: ${recordsOf(base).join(', ')}`;
    return [['protection-dropped', because]];
  });

/** Who may issue certificates for a name: everybody, where none is named. */
export const issuers = (record: Fields): string[] => {
  if (text(record, 'Type') !== 'CAA') return [];
  const named = recordsOf(record).flatMap(
    (line) => /\bissue(?:wild)?\s+"?\s*([^";\s]*)/.exec(line)?.[1] ?? [],
  );
  return named.length === 0 ? ['everybody'] : [...new Set(named)].filter(Boolean);
};

/** Records of a name that say where it leads. */
const LEADS = /^(A|AAAA|CNAME|MX|NS)$/;

const ledElsewhere: Rule = (base, head) => {
  const [before, after] = [base, head].map((record) =>
    LEADS.test(text(record, 'Type')) ? valuesOf(record) : [],
  );
  const isLed = after!.some((value) => before!.includes(value));
  return foundIf(
    before!.length > 0 && !isLed,
    'stopped',
    `${text(base, 'Type')} leads to ${after!.join(', ') || 'nothing'}, was: ${before!.join(', ')}`,
  );
};

const valuesOf = (record: Fields): string[] => items(record, 'ResourceRecords').map(readable);

const renamed: Rule = (base, head) =>
  typeof base.Name === 'string' && base.Name !== head.Name
    ? [['stopped', `${base.Name} is answered no more`]]
    : [];

/** What loosening a setting means of mail and of the names under the site's. */
export const MAIL_RULES: Rules = {
  'AWS::Route53::RecordSet': [mailPolicy, renamed, ledElsewhere],
  'AWS::SES::ConfigurationSetEventDestination': [
    lost('EventDestination.Enabled', true, 'stopped', 'nobody is told of bounces and complaints'),
    left(
      (destination) => items(destination, 'EventDestination.MatchingEventTypes').map((type) => text(type)),
      'stopped',
      'nobody is told of',
    ),
  ],
  'AWS::SES::EmailIdentity': [
    (base, head) =>
      foundIf(
        field(base, 'ConfigurationSetAttributes.ConfigurationSetName') !== undefined &&
          field(head, 'ConfigurationSetAttributes.ConfigurationSetName') === undefined,
        'stopped',
        'nothing is told of mail that it sends, and it may go in the open',
      ),
    (base, head) =>
      foundIf(
        field(head, 'DkimAttributes.SigningEnabled') === false &&
          field(base, 'DkimAttributes.SigningEnabled') !== false,
        'protection-dropped',
        'its mail is not signed any more, and taken for spam',
      ),
  ],
  'AWS::SES::ConfigurationSet': [
    lost('DeliveryOptions.TlsPolicy', 'REQUIRE', 'protection-dropped', 'mail is sent in the open, too'),
    left(
      (set) => items(set, 'SuppressionOptions.SuppressedReasons').map((reason) => text(reason)),
      'protection-dropped',
      'mail goes on to who does not want it, until SES takes none any more',
    ),
    (base, head) =>
      field(head, 'SendingOptions.SendingEnabled') === false &&
      field(base, 'SendingOptions.SendingEnabled') !== false
        ? [['stopped', 'it sends no mail any more']]
        : [],
  ],
};
