import { type Fields, fields, items, text } from '../../field.ts';
import { readable } from '../../intrinsic.ts';
import { ended, gained, type Rules } from './rule.ts';

const unbound = ended('PermissionsBoundary', 'authority-widened', 'nothing bounds what it may be given');

/** Code of a function that comes with its template, or from another place than the bucket of assets. */
const codeOf = (lambda: Fields): string[] => {
  const { S3Bucket: bucket, ImageUri: image, ZipFile: inline } = fields(lambda, 'Code');
  return [bucket ?? image ?? (inline === undefined ? undefined : 'its template')]
    .filter(Boolean)
    .map(readable);
};

/** What loosening a setting means of those who act. */
export const IDENTITY_RULES: Rules = {
  'AWS::IAM::Role': [unbound],
  'AWS::IAM::User': [
    unbound,
    gained(
      (user) => (user.LoginProfile === undefined ? [] : ['the console']),
      'authority-widened',
      'whoever has its password may sign in to',
    ),
  ],
  'AWS::Lambda::Function': [gained(codeOf, 'authority-widened', 'its code comes from')],
  'AWS::IAM::OIDCProvider': [
    gained(
      (provider) => items(provider, 'ClientIdList').map((client) => text(client)),
      'authority-widened',
      'whoever has a token for others may come, too, where a role does not ask',
    ),
  ],
};
