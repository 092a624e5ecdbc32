import { field, text } from '../field.ts';
import { type Finding, foundIf } from '../finding.ts';
import { isLoopback, plainPath } from './place.ts';

/** What becomes of what MongoDB keeps, and who may come in. */
export function mongodChanges(base: unknown, head: unknown): Finding[] {
  const [set, path, access] = ['replication.replSetName', 'storage.dbPath', 'security.authorization'];
  const [was, is] = [
    (key: string) => plainPath(text(base, key)),
    (key: string) => plainPath(text(head, key)),
  ];
  const becomes = (key: string) => `${key} ${was(key) || 'nothing'} → ${is(key) || 'nothing'}`;
  return [
    ...foundIf(
      was(access) === 'enabled' && is(access) !== 'enabled',
      'access-opened',
      'authorization is off: whoever reaches it may do all, without a password',
    ),
    ...foundIf(
      is('security.transitionToAuth') === 'true' && was('security.transitionToAuth') !== 'true',
      'access-opened',
      'transitionToAuth: whoever reaches it may come without a password, too',
    ),
    ...foundIf(
      was(path) !== is(path),
      'data-orphaned',
      `${becomes(path)}: it starts empty beside what it has written`,
    ),
    ...foundIf(
      was(set) !== is(set),
      'stopped',
      `${becomes(set)}: the set on its volume has the other name, and elects nobody`,
    ),
    ...LAYOUT.filter((key) => (was(key) || 'false') !== (is(key) || 'false')).map(
      (key): Finding => ['stopped', `${becomes(key)}: it does not start on what it has written otherwise`],
    ),
    ...foundIf(
      (was('net.port') || PORT) !== (is('net.port') || PORT),
      'stopped',
      `${becomes('net.port')}: nobody asks there`,
    ),
    ...foundIf(isClosed(head) && !isClosed(base), 'stopped', 'nobody outside of its pod reaches it'),
  ];
}

const PORT = '27017';

/** How files lie on the volume. */
const LAYOUT = ['storage.directoryPerDB', 'storage.wiredTiger.engineConfig.directoryForIndexes'];

/** Without a word about it, it listens to its own machine. */
function isClosed(configuration: unknown): boolean {
  if (field(configuration, 'net.bindIpAll') === true) return false;
  return isLoopback(text(configuration, 'net.bindIp') || 'localhost');
}
