import { App, Chart, Testing } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RestoreJob } from '../../../charts-ts/constructs/restore-job.ts';
import type { Manifest } from '../../../charts-ts/index.ts';
import { production } from '../../../lib/environment.ts';
import { inPod, kubectl, kubectlJson } from '../../pipeline/cluster.ts';
import { appImage, LOCAL_IMAGES, RELEASES } from '../images/recipes.ts';
import { override } from '../platform/overrides.ts';
import { apply, everythingReady, type Platform, platform } from '../platform/platform.ts';
import { note } from '../record.ts';
import { beginNow, ended, runNow } from './jobs.ts';

let live: Platform;
beforeAll(async () => {
  live = await platform();
}, 600_000);
afterAll(() => live?.remove());

/** A value of a Secret in the game's namespace. */
async function secret(name: string, key: string): Promise<string> {
  const { data } = await kubectlJson<{ data: Record<string, string> }>(
    ...['get', 'secret', name, '-n', 'playcode'],
  );
  return Buffer.from(data[key] ?? '', 'base64').toString();
}

/** Password of a user that is named in an address. */
async function passwordIn(name: string, key: string): Promise<string> {
  return new URL(await secret(name, key)).password;
}

describe('Redis, with its users', () => {
  const passwords: Record<string, string> = {};
  beforeAll(async () => {
    passwords.app = await passwordIn('playcode-app', 'REDIS_URL');
    passwords.exporter = await secret('redis-exporter', 'REDIS_PASSWORD');
    passwords.probe = await secret('redis', 'probe-password');
  });

  /** What Redis answers to a command of a user. */
  const ask = (user: string, command: string) => {
    const signIn = user === 'nobody' ? '' : `--no-auth-warning --user ${user} --pass '${passwords[user]}'`;
    return inPod('playcode', 'redis-0', 'sh', '-c', `redis-cli ${signIn} ${command}`);
  };

  it.each([
    ['app', 'set cluster-test kept'],
    ['app', "xadd cluster-test-log '*' a 1"],
    ['exporter', 'info server'],
    ['exporter', 'config get maxmemory'],
    ['probe', 'ping'],
  ])('lets %s %s', async (user, command) => {
    expect(await ask(user, command)).not.toMatch(/NOPERM|NOAUTH|ERR/);
  });

  it.each([
    ['app', 'flushall'],
    ['app', 'config set maxmemory 1'],
    ['app', 'acl list'],
    ['app', 'shutdown nosave'],
    ['exporter', 'set a b'],
    ['exporter', 'get cluster-test'],
    ['exporter', 'config set maxmemory 1'],
    ['probe', 'get cluster-test'],
    ['probe', 'info'],
  ])('refuses %s %s', async (user, command) => {
    expect(await ask(user, command)).toMatch(/^NOPERM/);
  });

  it('refuses whoever names no user', async () => {
    expect(await ask('nobody', 'ping')).toMatch(/^NOAUTH/);
  });
});

/** Signs in, runs commands, and prints their replies as JSON, errors as `refused`. */
const SHELL = `
const run = (database, command) => {
  try {
    return db.getSiblingDB(database).runCommand(command);
  } catch (error) {
    if (/not authorized|requires authentication|Unauthorized/.test(error.message)) return 'refused';
    throw error;
  }
};
`;

function mongosh(script: string): Promise<string> {
  const options = ['--quiet', '--norc', '--host', '127.0.0.1', '--eval', `${SHELL}${script}`];
  return inPod('playcode', 'mongodb-0', 'mongosh', ...options);
}

/** Asks as a user; `nobody` does not sign in. */
async function asUser(user: string, script: string): Promise<string> {
  const passwords: Record<string, () => Promise<string>> = {
    root: () => secret('mongodb', 'root-password'),
    app: () => passwordIn('playcode-app', 'MONGODB_URI'),
    exporter: () => passwordIn('mongodb-exporter', 'MONGODB_URI'),
    backup: () => passwordIn('mongodb-backup', 'MONGODB_URI'),
  };
  const signIn =
    user === 'nobody' ? '' : `db.getSiblingDB('admin').auth('${user}', '${await passwords[user]!()}');`;
  return (await mongosh(`${signIn}${script}`)).trim();
}

describe('MongoDB, with its users', () => {
  beforeAll(async () => {
    const empty = (name: string) => `run('playcode', { delete: '${name}', deletes: [{ q: {}, limit: 0 }] });`;
    await asUser('app', ['cluster-test', 'cluster-test-many'].map(empty).join(''));
  });

  const insert = "{ insert: 'cluster-test', documents: [{ note: 'kept' }] }";
  it.each([
    ['app', 'playcode', insert],
    ['app', 'playcode', "{ find: 'cluster-test' }"],
    ['exporter', 'admin', '{ serverStatus: 1 }'],
    ['exporter', 'playcode', '{ dbStats: 1 }'],
    ['backup', 'playcode', "{ find: 'cluster-test' }"],
  ])('lets %s in %s run %s', async (user, database, command) => {
    expect(await asUser(user, `print(run('${database}', ${command}).ok)`)).toBe('1');
  });

  it.each([
    ['app', 'elsewhere', insert],
    ['app', 'admin', "{ createUser: 'intruder', pwd: 'x', roles: ['root'] }"],
    ['app', 'admin', '{ serverStatus: 1 }'],
    ['exporter', 'playcode', insert],
    ['exporter', 'playcode', '{ dropDatabase: 1 }'],
    ['backup', 'playcode', insert],
    ['backup', 'playcode', "{ delete: 'cluster-test', deletes: [{ q: {}, limit: 0 }] }"],
    ['nobody', 'playcode', "{ find: 'cluster-test' }"],
    ['nobody', 'admin', "{ createUser: 'intruder', pwd: 'x', roles: ['root'] }"],
  ])('refuses %s in %s to run %s', async (user, database, command) => {
    expect(await asUser(user, `print(run('${database}', ${command}))`)).toBe('refused');
  });
});

it('keeps what is in Redis and MongoDB over the loss of their pods', async () => {
  await kubectl('delete', 'pod', 'redis-0', 'mongodb-0', '-n', 'playcode', '--wait');
  await everythingReady();
  const password = await passwordIn('playcode-app', 'REDIS_URL');
  const read = `redis-cli --no-auth-warning --user app --pass '${password}' get cluster-test`;
  expect((await inPod('playcode', 'redis-0', 'sh', '-c', read)).trim()).toBe('kept');
  const find = "run('playcode', { find: 'cluster-test' }).cursor.firstBatch.map(({ note }) => note)";
  expect(await asUser('app', `print(${find})`)).toBe('kept');
});

interface StoredArchive {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the S3 in the cluster has, after damaging one of its objects if one is named. */
async function archives(damage?: string): Promise<readonly StoredArchive[]> {
  const [path, method] = damage ? [encodeURIComponent(damage), 'POST'] : ['', 'GET'];
  const program = `fetch('http://127.0.0.1:9000/${path}', { method: '${method}' }).then((r) => r.text()).then(console.log)`;
  return JSON.parse(await inPod('aws', 's3', 'node', '-e', program)) as StoredArchive[];
}

/** Documents and a checksum of each collection; without the seasons, for the app declares one whenever it is missing. */
const CONTENT = `
const { createHash } = require('node:crypto');
const names = run('playcode', { listCollections: 1 }).cursor.firstBatch.map(({ name }) => name).filter((name) => name !== 'seasons').sort();
const content = names.map((name) => {
  const all = run('playcode', { find: name, sort: { _id: 1 }, batchSize: 100000, singleBatch: true }).cursor.firstBatch;
  return name + ' ' + all.length + ' ' + createHash('sha256').update(JSON.stringify(all)).digest('hex');
});
print(JSON.stringify(content));
`;

/** Name of production's bucket. */
const BUCKET = `playcode-production-backups-${production.account}`;

// In this order: what is backed up is restored.
describe('backups', () => {
  let before: readonly string[];
  let key = '';

  it('are made by the CronJob and lie in S3, whole, with their counts', async () => {
    const documents = "Array.from({ length: 300 }, (_, index) => ({ value: 'x'.repeat(index) }))";
    await asUser('app', `run('playcode', { insert: 'cluster-test-many', documents: ${documents} })`);
    before = JSON.parse(await asUser('root', CONTENT));
    const earlier = (await archives()).map((archive) => archive.key);
    const { succeeded, log } = await runNow('mongodb-backup', live.pipeline);
    expect(log).toContain('"msg":"backup stored"');
    expect(succeeded).toBe(true);
    const [archive, ...others] = (await archives()).filter((one) => !earlier.includes(one.key));
    expect(others).toEqual([]);
    expect(archive?.key.startsWith(`${BUCKET}/`)).toBe(true);
    key = archive?.key.replace(`${BUCKET}/`, '') ?? '';
    expect(key).toMatch(/^mongodb\/\d{4}-\d\d-\d\dT[\d-]+Z\.archive\.gz$/);
    expect(archive?.metadata['x-amz-meta-sha256']).toBe(archive?.sha256);
    expect(archive?.metadata['x-amz-meta-documents']).toContain('playcode.cluster-test-many=300');
    note('backup', { archiveBytes: archive?.bytes, collections: before.length });
  });

  it('pass the restore drill', async () => {
    const { succeeded, log } = await runNow('restore-drill', live.pipeline);
    expect(log).toMatch(/restored \d+ collections, all documents there: .*playcode\.cluster-test-many=300/);
    expect(succeeded).toBe(true);
  });

  it('bring a dropped database back, equal', async () => {
    expect(await asUser('root', "print(run('playcode', { dropDatabase: 1 }).ok)")).toBe('1');
    expect(JSON.parse(await asUser('root', CONTENT))).toEqual([]);
    const restore = `mongodb-restore-${Date.now()}`;
    const app = new App();
    const chart = new Chart(app, 'restore', { namespace: 'playcode', disableResourceNameHashes: true });
    new RestoreJob(chart, 'job', {
      environment: production,
      images: { ...LOCAL_IMAGES, app: appImage(RELEASES.first) },
      name: restore,
      what: { key },
    });
    await apply(override(Testing.synth(chart) as Manifest[]));
    const { succeeded, log } = await ended(restore);
    expect(log).toContain('restoring playcode.cluster-test-many (300 documents');
    expect(succeeded).toBe(true);
    const after = JSON.parse(await asUser('root', CONTENT)) as string[];
    expect(after).toEqual(before);
    const documents = after.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
    note('restore', { collections: after.length, documents });
  });

  // It tries again before it gives up; what it says, and that Prometheus tells of it, is seen once all else is done.
  it('are damaged by one bit, and a drill begins', async () => {
    await archives(`${BUCKET}/${key}`);
    note('damage', { drill: await beginNow('restore-drill', live.pipeline) });
  });
});
