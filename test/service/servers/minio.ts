import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, createHmac, type Hash, type Hmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { findPart } from '../../parts.ts';
import { freePort } from '../running-service.ts';
import { until } from '../until.ts';

/** A program that is an S3 server; undefined where there is none. */
export const MINIO = findPart('minio', 'MINIO');

const REGION = 'ap-northeast-2';

/** Who signs requests. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What SigV4 hashes with, by Node's own means. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {}
}

/** A real S3 server that checks signatures and policies, on a free port of the loopback interface, and empty. */
export class MinioServer {
  readonly region = REGION;
  readonly endpoint: string;
  readonly #folder: string;
  readonly #owner: Credentials;
  readonly #client: S3Client;
  readonly #process: ChildProcess;

  private constructor(endpoint: string, folder: string, owner: Credentials, process: ChildProcess) {
    this.endpoint = endpoint;
    this.#folder = folder;
    this.#owner = owner;
    this.#process = process;
    this.#client = new S3Client({ endpoint, region: REGION, forcePathStyle: true, credentials: owner });
  }

  static async start(): Promise<MinioServer> {
    if (MINIO === undefined) throw new Error('no S3 server here: run .ci/install, or name minio by MINIO');
    const folder = mkdtempSync(join(tmpdir(), 'playcode-minio-'));
    const owner = {
      accessKeyId: randomBytes(8).toString('hex'),
      secretAccessKey: randomBytes(16).toString('hex'),
    };
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(MINIO, ['server', '--quiet', '--address', address, join(folder, 'data')], {
      env: {
        HOME: folder,
        MINIO_ROOT_USER: owner.accessKeyId,
        MINIO_ROOT_PASSWORD: owner.secretAccessKey,
        MINIO_BROWSER: 'off',
      },
      stdio: 'ignore',
    });
    const server = new MinioServer(`http://${address}`, folder, owner, child);
    try {
      await until('the S3 server answers', () => server.#isReady(), 30_000);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async createBucket(bucket: string): Promise<void> {
    await this.#client.send(new CreateBucketCommand({ Bucket: bucket }));
  }

  /** Keys of all objects. */
  async keysOf(bucket: string): Promise<string[]> {
    const { Contents = [] } = await this.#client.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key }) => Key!);
  }

  /** Credentials of somebody who may do what an IAM policy says, and nothing else; by AssumeRole, as on AWS. */
  async assume(policy: object): Promise<Required<Credentials>> {
    const { hostname, port, host } = new URL(this.endpoint);
    const body = new URLSearchParams({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      DurationSeconds: '3600',
      Policy: JSON.stringify(policy),
    }).toString();
    const signer = new SignatureV4({
      service: 'sts',
      region: REGION,
      credentials: this.#owner,
      sha256: Sha256,
    });
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: '/',
      query: {},
      headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    const response = await fetch(this.endpoint, { method: 'POST', headers, body });
    const answer = await response.text();
    if (!response.ok) throw new Error(`AssumeRole: status ${response.status}: ${answer}`);
    const field = (name: string): string => new RegExp(`<${name}>(.+?)</${name}>`).exec(answer)![1]!;
    return {
      accessKeyId: field('AccessKeyId'),
      secretAccessKey: field('SecretAccessKey'),
      sessionToken: field('SessionToken'),
    };
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exit = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exit;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    if (this.#process.exitCode !== null) throw new Error(`minio ended with status ${this.#process.exitCode}`);
    return fetch(`${this.endpoint}/minio/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
