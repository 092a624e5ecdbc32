import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { newPlayerId } from '../../../service/src/store/ids.ts';
import { S3Uploads, type S3UploadsProps } from '../../../service/src/uploads/s3-uploads.ts';
import {
  drawIncomingKey,
  type IncomingKey,
  type KeptKey,
  type UploadForm,
  UploadsUnavailable,
} from '../../../service/src/uploads/uploads.ts';
import { ofType, type TemplateResource } from '../../lib/platform.ts';
import { freePort } from '../running-service.ts';
import { type Credentials, MINIO, MinioServer } from '../servers/minio.ts';
import { describeUploads } from './uploads.contract.ts';

/** The uploads bucket of the environment in whose snapshot the role stands, and one that is somebody else's. */
const BUCKET = 'playcode-production-uploads-111122223333';
const OTHER_BUCKET = 'playcode-production-backups-111122223333';

/** What the role of the app may do, as the AWS half says it; `test/lib` holds the snapshot against the templates. */
function policyOfTheApp(): object {
  const { Resources } = parse(readFileSync('test/lib/snapshots/access.yaml', 'utf8')) as {
    readonly Resources: Readonly<Record<string, TemplateResource>>;
  };
  const [role] = ofType(Resources, 'AWS::IAM::Role').filter(
    ([, { Properties }]) => Properties.RoleName === 'playcode-production-app',
  );
  const policies = ofType(Resources, 'AWS::IAM::Policy').filter(
    ([, { Properties }]) => Properties.Roles[0].Ref === role?.[0],
  );
  expect(policies).toHaveLength(1);
  return policies[0]![1].Properties.PolicyDocument;
}

/** A form that was given out two minutes and a second ago. */
async function formOfThePast(uploads: S3Uploads, key: IncomingKey, type: string): Promise<UploadForm> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 121_000 });
  try {
    return await uploads.form(key, type);
  } finally {
    vi.useRealTimers();
  }
}

describe.skipIf(MINIO === undefined)('on a real S3 server, with the rights of the app’s role', () => {
  let server: MinioServer;
  let credentials: Required<Credentials>;
  beforeAll(async () => {
    server = await MinioServer.start();
    await server.createBucket(BUCKET);
    await server.createBucket(OTHER_BUCKET);
    credentials = await server.assume(policyOfTheApp());
  });
  afterAll(async () => {
    await server?.stop();
  });

  const open = (changes: Partial<S3UploadsProps> = {}): S3Uploads =>
    new S3Uploads({
      bucket: BUCKET,
      region: server.region,
      endpoint: server.endpoint,
      credentials,
      ...changes,
    });

  describeUploads('S3', async () => {
    const uploads = open();
    return {
      uploads,
      site: server.endpoint,
      formOfThePast: (key, type) => formOfThePast(uploads, key, type),
      stop: () => uploads.close(),
    };
  });

  const player = newPlayerId();
  const post = async (form: UploadForm, url = form.url): Promise<number> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
    body.append('file', new Blob(['png']));
    return (await fetch(url, { method: 'POST', body })).status;
  };

  it('a form for one bucket is refused by another', async () => {
    const uploads = open();
    const form = await uploads.form(drawIncomingKey(player), 'image/png');
    expect(await post(form, form.url.replace(BUCKET, OTHER_BUCKET))).toBe(403);
    expect(await server.keysOf(OTHER_BUCKET)).toEqual([]);
  });

  it('a form does not reach a bucket, or a key, that is not the role’s', async () => {
    const foreign = open({ bucket: OTHER_BUCKET });
    expect(await post(await foreign.form(drawIncomingKey(player), 'image/png'))).toBe(403);
    expect(await post(await open().form('elsewhere/a' as IncomingKey, 'image/png'))).toBe(403);
    await expect(
      open().keep('elsewhere/a' as KeptKey, { bytes: Buffer.from('x'), type: 'image/webp' }),
    ).rejects.toThrow(UploadsUnavailable);
  });

  it('what nobody signed is refused', async () => {
    const key = drawIncomingKey(player);
    await post(await open().form(key, 'image/png'));
    const address = `${server.endpoint}/${BUCKET}/${key}`;
    expect((await fetch(address)).status).toBe(403);
    expect((await fetch(address, { method: 'PUT', body: 'x' })).status).toBe(403);
    expect((await fetch(address, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(`${server.endpoint}/${BUCKET}?list-type=2`)).status).toBe(403);
  });

  it('says that it is unavailable where keys are wrong or nobody answers', async () => {
    const strangers = { ...credentials, secretAccessKey: 'wrong' };
    await expect(open({ credentials: strangers }).read('pictures/a.webp')).rejects.toThrow(
      UploadsUnavailable,
    );
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    await expect(open({ endpoint: nowhere }).read('pictures/a.webp')).rejects.toThrow(UploadsUnavailable);
  });
});

describe('a bucket that falls silent in the middle of an answer', () => {
  it('is taken for away after a while', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'image/webp', 'content-length': 1000 }).write('begun');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const uploads = new S3Uploads({
      bucket: BUCKET,
      region: 'ap-northeast-2',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    await expect(uploads.read('pictures/a.webp')).rejects.toThrow(UploadsUnavailable);
    await uploads.close();
    server.closeAllConnections();
    server.close();
  }, 20_000);
});
