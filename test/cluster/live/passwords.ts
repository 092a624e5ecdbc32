import { setTimeout as wait } from 'node:timers/promises';
import {
  CLIENT_SECRETS,
  type ClientSecrets,
  retirePasswords,
  rotatePasswords,
  type SecretValues,
} from '../../../charts-ts/secrets.ts';
import { SECRETS, type SecretId } from '../../../lib/names.ts';
import { inPod, kubectl, kubectlJson } from '../../pipeline/cluster.ts';
import { secretObjects } from '../platform/overrides.ts';
import { apply } from '../platform/platform.ts';

/** How long a new secret may take to be seen in a pod and by the server beside it. */
const SEEN_MS = 120_000;

async function current(): Promise<ClientSecrets> {
  const values = await Promise.all(
    CLIENT_SECRETS.map(async (id) => {
      const { name, namespace } = SECRETS[id];
      const { data } = await kubectlJson<{ data: Record<string, string> }>(
        'get',
        'secret',
        name,
        '-n',
        namespace,
      );
      const texts = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]);
      return [id, Object.fromEntries(texts)];
    }),
  );
  return Object.fromEntries(values) as ClientSecrets;
}

/** Changes Secrets. The node looks after them each minute, and at once after a change of a pod: so the pods get a mark. */
async function change(values: Partial<Pick<SecretValues, SecretId>>): Promise<void> {
  await apply(secretObjects(values));
  const mark = `playcode.gg/secrets-changed=${Date.now()}`;
  await kubectl('annotate', 'pod', 'redis-0', 'mongodb-0', '-n', 'playcode', '--overwrite', mark);
}

async function redisTakes({ app }: ClientSecrets): Promise<boolean> {
  const { password } = new URL(app.REDIS_URL);
  const ping = `redis-cli --no-auth-warning --user app --pass '${password}' xlen none`;
  return (await inPod('playcode', 'redis-0', 'sh', '-c', ping)).trim() === '0';
}

async function mongoTakes({ mongo }: ClientSecrets): Promise<boolean> {
  const signIn = `print(db.getSiblingDB('admin').auth('app', '${mongo['app-password']}').ok)`;
  const options = ['--quiet', '--norc', '--host', '127.0.0.1', '--eval', signIn];
  return (await inPod('playcode', 'mongodb-0', 'mongosh', ...options).catch(() => '')).trim() === '1';
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const begin = Date.now();
  while (!(await isSo())) {
    if (Date.now() - begin > SEEN_MS) throw new Error(`${what}: not after ${SEEN_MS / 1000} s`);
    await wait(500);
  }
}

/**
 * Gives all clients of the databases new passwords, as the runbook says.
 * @param restart Restarts the clients, and returns once those with the earlier passwords are gone.
 */
export async function changePasswords(restart: () => Promise<void>): Promise<void> {
  const before = await current();
  const after = rotatePasswords(before);
  await change(after);
  await until('Redis takes the new password', () => redisTakes(after));
  await until('MongoDB takes the new password', () => mongoTakes(after));
  if (!(await redisTakes(before))) throw new Error('Redis takes the earlier password no more, too soon');
  if (await mongoTakes(before)) throw new Error('MongoDB takes the earlier password still');
  await restart();
  await change({ redis: retirePasswords(after) });
  await until('Redis takes no earlier password', async () => !(await redisTakes(before)));
  if (!(await redisTakes(after))) throw new Error('Redis has forgotten the new password, too');
}
