/** Folder of the MongoDB secret in the pod, one file a key. */
export const MONGO_SECRETS = '/run/secrets/mongodb';

/** Name of the replica set; part of each client's connection string (`replicaSet=rs0`). */
export const REPLICA_SET = 'rs0';

/** The application's database. */
export const DATABASE = 'playcode';

/**
 * Starts mongosh over the loopback interface, where a new server lets its first user be made, and again whenever a
 * password changes: the users follow the secret.
 */
export const SETUP_LOOP = `#!/bin/bash
set -u
seen=
while true; do
  now=$(cat ${MONGO_SECRETS}/*-password | sha256sum)
  if [ "$now" != "$seen" ]; then
    if mongosh --quiet --norc --host 127.0.0.1 --file /etc/mongodb-setup/setup.js; then
      seen=$now
    fi
  fi
  sleep 10 &
  wait $!
done
`;

/** The replica set and its users, as a script that may run at any time: it makes what is missing and renews passwords. */
export function setupScript(members: readonly string[]): string {
  const config = {
    _id: REPLICA_SET,
    members: members.map((host, index) => ({ _id: index, host })),
  };
  return `const { readFileSync } = require('node:fs');
const secret = (key) => readFileSync('${MONGO_SECRETS}/' + key, 'utf8').trim();
const admin = db.getSiblingDB('admin');
const rootPassword = secret('root-password');

const signedIn = () => {
  try {
    return admin.auth('root', rootPassword).ok === 1;
  } catch {
    return false;
  }
};
if (!signedIn()) {
  try {
    admin.runCommand({ replSetInitiate: ${JSON.stringify(config)} });
  } catch (error) {
    if (!/already initialized/i.test(String(error))) throw error;
  }
  const deadline = Date.now() + 60000;
  while (!admin.runCommand({ hello: 1 }).isWritablePrimary) {
    if (Date.now() > deadline) quit(1);
    sleep(500);
  }
  admin.runCommand({ createUser: 'root', pwd: rootPassword, roles: ['root'] });
  if (!signedIn()) quit(1);
}
if (!admin.runCommand({ hello: 1 }).isWritablePrimary) quit(0);

const readAny = { role: 'clusterMonitor', db: 'admin' };
const users = [
  { user: 'app', pwd: secret('app-password'), roles: [{ role: 'readWrite', db: '${DATABASE}' }] },
  {
    user: 'exporter',
    pwd: secret('exporter-password'),
    roles: [readAny, { role: 'read', db: 'local' }, { role: 'read', db: '${DATABASE}' }],
  },
  { user: 'backup', pwd: secret('backup-password'), roles: [{ role: 'backup', db: 'admin' }] },
];
for (const { user, pwd, roles } of users) {
  const known = admin.runCommand({ usersInfo: user }).users.length > 0;
  const reply = admin.runCommand({ [known ? 'updateUser' : 'createUser']: user, pwd, roles });
  if (reply.ok !== 1) quit(1);
}
`;
}
