import { type Fields, field, items, text } from '../../field.ts';
import { gained, left, lost, type Rule, type Rules } from './rule.ts';

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

/** Who may issue certificates for a name. */
const issuers = (record: Fields): string[] =>
  recordsOf(record).filter((line) => text(record, 'Type') === 'CAA' && /\bissue(wild)?\b/.test(line));

const renamed: Rule = (base, head) =>
  typeof base.Name === 'string' && base.Name !== head.Name
    ? [['stopped', `${base.Name} is answered no more`]]
    : [];

/** What loosening a setting means of mail and of the names under the site's. */
export const MAIL_RULES: Rules = {
  'AWS::Route53::RecordSet': [
    mailPolicy,
    renamed,
    gained(issuers, 'authority-widened', 'may issue certificates'),
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
