import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import {
  FORM_SECONDS,
  type IncomingKey,
  type KeptKey,
  MOST_UPLOAD_BYTES,
  type Upload,
  type UploadForm,
  type Uploads,
  UploadsUnavailable,
} from './uploads.ts';

/** Properties of uploads in S3. */
export interface S3UploadsProps {
  readonly bucket: string;
  readonly region: string;
  /** Address of another server that speaks S3. @default Amazon's */
  readonly endpoint?: string;
  /** @default the chain of the SDK: in a cluster the role of the pod's service account */
  readonly credentials?: NonNullable<ConstructorParameters<typeof S3Client>[0]>['credentials'];
}

/** A request that is not answered after this fails, and is repeated at most twice. */
const REQUEST_MS = 5_000;
const CONNECT_MS = 2_000;

/** A connection that falls silent for so long is ended, also in the middle of an answer. */
const SILENT_MS = 5_000;
const MOST_ATTEMPTS = 3;

/** Uploads in a bucket of S3, which browsers post to directly. */
export class S3Uploads implements Uploads {
  readonly isOpen = true;
  readonly origin: string;
  readonly #bucket: string;
  readonly #client: S3Client;

  constructor({ bucket, region, endpoint, credentials }: S3UploadsProps) {
    this.#bucket = bucket;
    this.origin = new URL(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`).origin;
    this.#client = new S3Client({
      region,
      maxAttempts: MOST_ATTEMPTS,
      requestHandler: {
        requestTimeout: REQUEST_MS,
        connectionTimeout: CONNECT_MS,
        socketTimeout: SILENT_MS,
        throwOnRequestTimeout: true,
      },
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      ...(credentials !== undefined && { credentials }),
    });
  }

  async form(key: IncomingKey, type: string): Promise<UploadForm> {
    return told(async () =>
      createPresignedPost(this.#client, {
        Bucket: this.#bucket,
        Key: key,
        Fields: { 'Content-Type': type },
        Conditions: [['content-length-range', 1, MOST_UPLOAD_BYTES]],
        Expires: FORM_SECONDS,
      }),
    );
  }

  async read(key: IncomingKey | KeptKey): Promise<Upload | null> {
    return told(async () => {
      try {
        const { Body, ContentType } = await this.#client.send(
          new GetObjectCommand({ Bucket: this.#bucket, Key: key }),
        );
        return { bytes: await Body!.transformToByteArray(), type: ContentType ?? '' };
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    });
  }

  async keep(key: KeptKey, { bytes, type }: Upload): Promise<void> {
    await told(() =>
      this.#client.send(
        new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: bytes, ContentType: type }),
      ),
    );
  }

  async remove(key: IncomingKey | KeptKey): Promise<void> {
    await told(() => this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key })));
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }
}

/** Whoever may not list a bucket is told of a missing object that it is forbidden. */
const MISSING: readonly string[] = ['NoSuchKey', 'AccessDenied'];

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && MISSING.includes(error.name);
}

/** @throws UploadsUnavailable */
async function told<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw new UploadsUnavailable(`S3: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
