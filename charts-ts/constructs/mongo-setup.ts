/** Folder of the MongoDB secret in the pod, one file a key. */
export const MONGO_SECRETS = '/run/secrets/mongodb';

/** Name of the replica set; part of each client's connection string (`replicaSet=rs0`). */
export const REPLICA_SET = 'rs0';

/** The game's database. */
export const DATABASE = 'playcode';

/**
 * Starts mongosh over the loopback interface, where a new server lets its first user be made, and again whenever a
 * password changes: the users follow the secret.
 */
export const SETUP_LOOP = `#!/bin/bash
set -u
# The first process of a container gets no signal that it does not ask for.
trap 'exit 0' TERM
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

/**
 * The replica set and its users, as a script that may run at any time: it makes what is missing, adds members that are
 * new, and renews passwords. The first member begins the set; afterwards whoever is primary does the rest.
 * @param database Of the application.
 */
export function setupScript(hosts: readonly string[], database: string): string {
  return `const { readFileSync } = require('node:fs');
const { hostname } = require('node:os');
const hosts = ${JSON.stringify(hosts)};
const secret = (key) => readFileSync('${MONGO_SECRETS}/' + key, 'utf8').trim();
const admin = db.getSiblingDB('admin');
const rootPassword = secret('root-password');
const attempt = (action) => {
  try {
    return action();
  } catch {
    return undefined;
  }
};
const signIn = () => attempt(() => admin.auth('root', rootPassword).ok) === 1;
const isPrimary = () => admin.runCommand({ hello: 1 }).isWritablePrimary === true;

if (!signIn()) {
  if (!hosts[0].startsWith(hostname() + '.')) quit(1);
  const members = [{ _id: 0, host: hosts[0] }];
  attempt(() => admin.runCommand({ replSetInitiate: { _id: '${REPLICA_SET}', members } }));
  const deadline = Date.now() + 60000;
  while (!isPrimary()) {
    if (Date.now() > deadline) quit(1);
    sleep(500);
  }
  admin.runCommand({ createUser: 'root', pwd: rootPassword, roles: ['root'] });
  if (!signIn()) quit(1);
}
if (!isPrimary()) quit(0);

const { config } = admin.runCommand({ replSetGetConfig: 1 });
const missing = hosts.find((host) => !config.members.some((member) => member.host === host));
if (missing) {
  // The set takes one new vote at a time: the next comes with the next run.
  const _id = Math.max(...config.members.map((member) => member._id)) + 1;
  config.members.push({ _id, host: missing });
  config.version += 1;
  admin.runCommand({ replSetReconfig: config });
  quit(1);
}

const users = [
  { user: 'app', pwd: secret('app-password'), roles: [{ role: 'readWrite', db: '${database}' }] },
  {
    user: 'exporter',
    pwd: secret('exporter-password'),
    roles: [
      { role: 'clusterMonitor', db: 'admin' },
      { role: 'read', db: 'local' },
      { role: 'read', db: '${database}' },
    ],
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
