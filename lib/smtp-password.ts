import { createHmac } from 'node:crypto';

/** First byte of a password of SES: the version of the derivation. */
const VERSION = Uint8Array.of(0x04);

/**
 * SMTP password of an IAM user's secret access key, as AWS derives it: bound to one region and to sending mail, so
 * that the key itself is stored nowhere.
 */
export function smtpPassword(secretAccessKey: string, region: string): string {
  const signature = ['11111111', region, 'ses', 'aws4_request', 'SendRawEmail'].reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part, 'utf8').digest(),
    Buffer.from(`AWS4${secretAccessKey}`, 'utf8'),
  );
  return Buffer.concat([VERSION, signature]).toString('base64');
}
