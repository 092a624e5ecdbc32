import { PROVIDERS, VARIABLES } from '../../lib/names.ts';
import type { Consequence, Fate } from '../consequence.ts';
import { type Fields, field, items, text } from '../field.ts';
import type { Finding } from '../finding.ts';
import { isWithin } from '../network/address.ts';
import { type KubernetesObject, nameOf } from '../platform.ts';
import { containerPairs } from './container-pair.ts';

/** What another value does; undefined where it does no harm. An unset variable is empty. */
type Rule = (before: string, after: string) => Finding | undefined;

const becomes = (fate: Fate, what: string): Rule => {
  return () => [fate, what];
};

/** Who says who a player is; where nobody is named the usual one does. */
const vouches = (usual: string): Rule => {
  return (before, after) =>
    (before || usual) === (after || usual)
      ? undefined
      : ['authority-widened', 'another server says who a player is'];
};

const stays = (what: string) => becomes('data-orphaned', `${what} stays where nobody looks any more`);

/** A rule about one value alone. */
const says = (value: RegExp, ...finding: Finding): Rule => {
  return (before, after) => (value.test(after) && !value.test(before) ? finding : undefined);
};

/** A rule about the end of a value. */
const isGone = (...finding: Finding): Rule => {
  return (before, after) => (before !== '' && after === '' ? finding : undefined);
};

/** Pages and sockets of another origin are refused; the same one may be written in many ways. */
const isServed: Rule = (before, after) =>
  originOf(before) === originOf(after)
    ? undefined
    : ['stopped', 'pages, sign-ins and sockets of the earlier address are refused'];

const isBelieved: Rule = (before, after) => {
  if (before !== '' && after === '') {
    return ['protection-dropped', 'every player has the address of the proxy: a limit for one hits all'];
  }
  const known = rangesIn(before);
  const more = rangesIn(after).filter((range) => !known.some((other) => isWithin(range, other)));
  return more.length > 0
    ? [
        'access-opened',
        `whoever comes from ${more.join(', ')} says itself whose address it has, and no limit holds`,
      ]
    : undefined;
};

/** What other values of variables do that programs read: the service's, the backups', those of others' programs. */
const RULES: Readonly<Record<string, Rule>> = {
  [VARIABLES.publicUrl]: isServed,
  [VARIABLES.host]: says(/^(127\.|localhost$|::1$)/, 'stopped', 'nobody outside of its pod reaches it'),
  [VARIABLES.storage]: (before, after) =>
    before === 'cluster' ? stays('all that Redis and MongoDB keep')(before, after) : undefined,
  [VARIABLES.uploadsBucket]: stays('every picture'),
  [VARIABLES.uploadsEndpoint]: stays('every picture'),
  [VARIABLES.googleIssuer]: vouches(PROVIDERS.googleIssuer),
  [VARIABLES.naverIssuer]: vouches(PROVIDERS.naverIssuer),
  [VARIABLES.naverApi]: vouches(PROVIDERS.naverApi),
  [VARIABLES.trustedProxies]: isBelieved,
  BACKUP_BUCKET: stays('every backup so far'),
  BACKUP_PREFIX: stays('every backup so far'),
  DATABASE: becomes('stopped', 'the earlier database is backed up, or tried, no more'),
  AWS_ENDPOINT_URL_S3: stays('every backup so far'),
  NODE_TLS_REJECT_UNAUTHORIZED: says(
    /^0$/,
    'protection-dropped',
    'it believes whoever answers, whatever the certificate',
  ),
  NODE_OPTIONS: says(/--inspect\b/, 'access-opened', 'whoever reaches its debugger runs what he likes in it'),
  GF_AUTH_ANONYMOUS_ENABLED: says(
    /^true$/,
    'access-opened',
    'whoever reaches it reads all dashboards, without a password',
  ),
  GF_AUTH_PROXY_ENABLED: says(/^true$/, 'access-opened', 'whoever reaches it says itself who it is'),
  GF_SECURITY_ADMIN_PASSWORD__FILE: isGone(
    'access-opened',
    'its administrator has the password that everybody knows',
  ),
};

/** What other values of a workload's variables do. */
export function variableConsequences(base: KubernetesObject, head: KubernetesObject): Consequence[] {
  const found = containerPairs(base, head).flatMap((pair) =>
    Object.entries(RULES).flatMap(([variable, rule]) => {
      const [was, is] = [valueIn(pair.base, variable), valueIn(pair.head, variable)];
      const finding = was === is ? undefined : rule(was, is);
      return finding
        ? [{ fate: finding[0], because: `${variable} ${was || 'unset'} → ${is || 'unset'}: ${finding[1]}` }]
        : [];
    }),
  );
  // Containers of one pod often share variables: said once.
  const once = new Map(found.map((each) => [each.because, each]));
  return [...once.values()].map((each) => ({ ...each, subject: nameOf(head) }));
}

/** A variable's value, or where it comes from. */
function valueIn(container: Fields, variable: string): string {
  const last = items(container, 'env').findLast((each) => text(each, 'name') === variable);
  const source = field(last, 'valueFrom');
  return source === undefined ? text(last, 'value') : JSON.stringify(source);
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : address;
}

function rangesIn(list: string): string[] {
  return list.split(',').flatMap((range) => range.trim() || []);
}
