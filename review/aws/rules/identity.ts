import { items, text } from '../../field.ts';
import { ended, gained, type Rules } from './rule.ts';

const unbound = ended('PermissionsBoundary', 'authority-widened', 'nothing bounds what it may be given');

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
  'AWS::IAM::OIDCProvider': [
    gained(
      (provider) => items(provider, 'ClientIdList').map((client) => text(client)),
      'authority-widened',
      'whoever has a token for others may come, too, where a role does not ask',
    ),
  ],
};
