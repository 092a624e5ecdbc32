import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IS_OWN_MONGODB, MONGODB, MongoServer } from '../../service/store/mongo-server.ts';
import { at, find, synthesized } from '../synthesized.ts';
import { S3Server } from './s3-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'backup-'));
const stand_ins = join(folder, 'bin');
const objects = synthesized();
const BUCKET = 'playcode-production-backups-111122223333';

let mongo: MongoServer;
let s3: S3Server;
let database: string;

/** Programs of a CronJob's ConfigMap, as files, the way the pod mounts them. */
function programsOf(name: string): string {
  const target = join(folder, name);
  const configuration = objects.find(
    (object) =>
      object.kind === 'ConfigMap' && new RegExp(`^${name}-[0-9a-f]{10}$`).test(object.metadata.name),
  );
  mkdirSync(target, { recursive: true });
  for (const [file, text] of Object.entries(at(configuration, 'data') as Record<string, string>)) {
    writeFileSync(join(target, file), text);
  }
  return target;
}

/** Environment of a container in the manifest. */
function variablesOf(job: string, kind: 'initContainers' | 'containers'): Record<string, string> {
  const env = at(
    find(objects, 'CronJob', job),
    'spec',
    'jobTemplate',
    'spec',
    'template',
    'spec',
    kind,
    0,
    'env',
  );
  return Object.fromEntries(
    (env as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
  );
}

interface Run {
  readonly status: number | null;
  readonly output: string;
}

async function run(command: readonly [string, ...string[]], variables: Record<string, string>): Promise<Run> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    env: { PATH: `${stand_ins}${delimiter}${process.env.PATH}`, HOME: folder, ...variables },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output };
}

/** Variables that stand for what the cluster gives to each pod. */
function surroundings(work: string): Record<string, string> {
  const token = join(folder, 'token');
  writeFileSync(token, 'a-token\n');
  return {
    WORK_DIR: work,
    DATABASE: database,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_STS: s3.url,
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/test',
    AWS_WEB_IDENTITY_TOKEN_FILE: token,
  };
}

function workFolder(): string {
  return mkdtempSync(join(folder, 'work-'));
}

async function backUp(): Promise<Run> {
  const programs = programsOf('mongodb-backup');
  const work = workFolder();
  const uri = join(folder, 'uri');
  writeFileSync(uri, mongo.uri);
  const dumped = await run(['bash', join(programs, 'dump.sh')], {
    ...variablesOf('mongodb-backup', 'initContainers'),
    ...surroundings(work),
    URI_FILE: uri,
  });
  if (dumped.status !== 0) return dumped;
  return run([process.execPath, join(programs, 'upload.mjs')], {
    ...variablesOf('mongodb-backup', 'containers'),
    ...surroundings(work),
  });
}

async function drill(): Promise<Run> {
  const programs = programsOf('restore-drill');
  const work = workFolder();
  const fetched = await run([process.execPath, join(programs, 'fetch.mjs')], {
    ...variablesOf('restore-drill', 'initContainers'),
    ...surroundings(work),
  });
  if (fetched.status !== 0) return fetched;
  return run(['bash', join(programs, 'drill.sh')], {
    ...variablesOf('restore-drill', 'containers'),
    ...surroundings(work),
    SCRATCH_DIR: workFolder(),
    SCRATCH_PORT: String(await freePort()),
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Commands of MongoDB that are not on this machine are stood in for; those that are, are used. */
function installStandIns(): void {
  mkdirSync(stand_ins);
  const folders = (process.env.PATH ?? '').split(delimiter);
  const there = (name: string) =>
    folders.some((path) => {
      try {
        accessSync(join(path, name), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  const install = (name: string, text: string) => {
    if (there(name)) return;
    writeFileSync(join(stand_ins, name), `#!/bin/bash\n${text}\n`);
    chmodSync(join(stand_ins, name), 0o755);
  };
  for (const name of ['mongodump', 'mongorestore']) {
    install(
      name,
      `exec "${process.execPath}" "${join(import.meta.dirname, 'stand-ins', `${name}.mjs`)}" "$@"`,
    );
  }
  install(
    'mongod',
    `for argument in "$@"; do
  case $argument in --dbpath=*) folder=\${argument#*=} ;; --port=*) port=\${argument#*=} ;; esac
done
exec "${MONGODB}" --host 127.0.0.1 --port "$port" --storage-path "$folder"`,
  );
}

describe.skipIf(!IS_OWN_MONGODB)('backups (need a MongoDB-wire server of their own: run .ci/install)', () => {
  beforeAll(async () => {
    installStandIns();
    [mongo, s3] = await Promise.all([MongoServer.start(), S3Server.start()]);
    database = new URL(mongo.uri).pathname.slice(1);
    await mongo.admin(async (db) => {
      const people = Array.from({ length: 250 }, (_, index) => ({
        _id: index as never,
        name: `player ${index}`,
      }));
      await db.collection('players').insertMany(people);
      await db.collection('matches').insertOne({ log: randomBytes(4096), at: new Date(0) });
      // What holds nothing must come back, too.
      await db.createCollection('seasons');
    });
  });
  afterAll(async () => {
    await Promise.all([mongo?.stop(), s3?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => s3.objects.clear());

  it('are dumped, stored under their moment with checksum and counts, by the role of the pod', async () => {
    const { status, output } = await backUp();
    expect(status, output).toBe(0);
    const [[key, stored] = []] = [...s3.objects];
    expect(key).toMatch(
      new RegExp(`^${BUCKET}/mongodb/\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d-\\d{3}Z\\.archive\\.gz$`),
    );
    expect(stored?.metadata).toMatchObject({
      'x-amz-meta-documents': `${database}.matches=1 ${database}.players=250 ${database}.seasons=0`,
      'x-amz-meta-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
      'x-amz-meta-database': database,
    });
    expect(output).not.toContain(new URL(mongo.uri).password);
  });

  it('are restored in a drill with nothing lost', async () => {
    await backUp();
    const { status, output } = await drill();
    expect(status, output).toBe(0);
    expect(output).toContain(
      `restored 3 collections, all documents there: ${database}.matches=1 ${database}.players=250 ${database}.seasons=0`,
    );
  });

  it('fail the drill when a byte of the archive is another', async () => {
    await backUp();
    const [[key, stored] = []] = [...s3.objects];
    const body = Buffer.from(stored!.body);
    body[20] = body[20]! ^ 1;
    s3.objects.set(key!, { ...stored!, body });
    const { status, output } = await drill();
    expect(status).toBe(1);
    expect(output).toMatch(
      /is damaged: its checksum is [0-9a-f]{64}, expected [0-9a-f]{64}\. Take an earlier backup/,
    );
  });

  it('fail the drill when a document is missing', async () => {
    await backUp();
    const [[key, stored] = []] = [...s3.objects];
    const documents = `${database}.matches=1 ${database}.players=251 ${database}.seasons=0`;
    s3.objects.set(key!, {
      ...stored!,
      metadata: { ...stored!.metadata, 'x-amz-meta-documents': documents },
    });
    const { status, output } = await drill();
    expect(status).toBe(1);
    expect(output).toContain('the restored database differs from the backup');
    expect(output).toContain(`< ${database}.players=251\n---\n> ${database}.players=250`);
  });

  it('fail and store nothing when the database is away, or refuses the password', async () => {
    const programs = programsOf('mongodb-backup');
    const uri = join(folder, 'wrong-uri');
    const wrong = new URL(mongo.uri);
    wrong.password = 'wrong';
    writeFileSync(uri, wrong.href);
    const { status, output } = await run(['bash', join(programs, 'dump.sh')], {
      ...surroundings(workFolder()),
      URI_FILE: uri,
    });
    expect(status, output).not.toBe(0);
    expect(s3.objects.size).toBe(0);
  });

  it('are listed over several pages, and restored into the live database by name', async () => {
    for (const day of [1, 2, 3, 4, 5]) {
      s3.objects.set(`${BUCKET}/mongodb/2026-01-0${day}.archive.gz`, {
        body: Buffer.from('x'),
        metadata: {},
      });
    }
    await backUp();
    const programs = programsOf('restore-drill');
    const list = await run(
      [process.execPath, join(import.meta.dirname, '../../../charts-ts/programs/list.mjs')],
      {
        ...variablesOf('restore-drill', 'initContainers'),
        ...surroundings(workFolder()),
      },
    );
    const keys = list.output
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]!);
    expect(keys).toHaveLength(6);
    expect(keys[0]).toBe('mongodb/2026-01-01.archive.gz');

    await mongo.admin(async (db) => {
      await db.collection('players').deleteMany({});
    });
    const work = workFolder();
    const fetched = await run([process.execPath, join(programs, 'fetch.mjs')], {
      ...variablesOf('restore-drill', 'initContainers'),
      ...surroundings(work),
      BACKUP_KEY: keys.at(-1)!,
    });
    expect(fetched.status, fetched.output).toBe(0);
    const root = await rootOf(mongo);
    const password = join(folder, 'password');
    writeFileSync(password, root.password);
    const restored = await run(
      ['bash', join(import.meta.dirname, '../../../charts-ts/programs/restore.sh')],
      {
        ...surroundings(work),
        MONGODB_HOST: `rs0/${root.host}`,
        PASSWORD_FILE: password,
      },
    );
    expect(restored.status, restored.output).toBe(0);
    const client = new MongoClient(mongo.uri);
    try {
      expect(await client.db(database).collection('players').countDocuments()).toBe(250);
    } finally {
      await client.close();
    }
  });

  it('are refused to whoever signs with another key', async () => {
    const { status, output } = await run([process.execPath, join(programsOf('restore-drill'), 'fetch.mjs')], {
      ...variablesOf('restore-drill', 'initContainers'),
      ...surroundings(workFolder()),
      AWS_ACCESS_KEY_ID: s3.credentials.id,
      AWS_SECRET_ACCESS_KEY: 'another',
    });
    expect(status).toBe(1);
    expect(output).toContain('S3 answered 403 SignatureDoesNotMatch');
  });

  it('are refused to a pod whose token is another’s', async () => {
    const token = join(folder, 'stolen');
    writeFileSync(token, 'stolen');
    const { status, output } = await run([process.execPath, join(programsOf('restore-drill'), 'fetch.mjs')], {
      ...variablesOf('restore-drill', 'initContainers'),
      ...surroundings(workFolder()),
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
    });
    expect(status).toBe(1);
    expect(output).toContain('arn:aws:iam::111122223333:role/test: STS answered 403 InvalidIdentityToken');
  });
});

/** The user that may do everything, with a password that is known here. */
async function rootOf(server: MongoServer): Promise<{ readonly host: string; readonly password: string }> {
  const password = randomBytes(12).toString('hex');
  await server.admin((_, admin) => admin.command({ updateUser: 'root', pwd: password, roles: ['root'] }));
  return { host: new URL(server.uri).host, password };
}
