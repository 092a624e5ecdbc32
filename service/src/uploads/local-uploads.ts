import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UPLOAD_PREFIXES } from './prefixes.ts';
import {
  FORM_SECONDS,
  type IncomingKey,
  type KeptKey,
  MOST_UPLOAD_BYTES,
  type Upload,
  type UploadForm,
  type Uploads,
} from './uploads.ts';

/** What was posted and not taken after this is removed. */
const ABANDONED_MS = 60 * 60 * 1000;

/** Where the site takes the forms. */
export const UPLOADS_PATH = '/uploads';

/** What a form permits; the browser sends it back as it is, with a signature. */
interface Policy {
  readonly key: IncomingKey;
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** What is known of an object in the folder. */
interface Entry {
  readonly file: string;
  readonly type: string;
  readonly since: number;
}

/**
 * Uploads in a folder of this process's own, gone when it closes: the embedded default. The site itself takes the forms
 * and hands them to `receive`, which refuses what S3 refuses.
 */
export class LocalUploads implements Uploads {
  readonly isOpen = true;
  readonly origin = null;
  readonly #key = randomBytes(32);
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #folder: Promise<string> | null = null;

  /** @param now Milliseconds since 1970; tests have a clock of their own. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async form(key: IncomingKey, type: string): Promise<UploadForm> {
    await this.#removeAbandoned();
    const policy: Policy = { key, type, until: this.#now() + FORM_SECONDS * 1000 };
    const text = Buffer.from(JSON.stringify(policy)).toString('base64url');
    const signature = this.#sign(text).toString('base64url');
    return { url: UPLOADS_PATH, fields: { key, 'Content-Type': type, policy: text, signature } };
  }

  /** Keeps the file of a form that was sent; or says why not. */
  async receive(sent: FormData): Promise<'stored' | 'refused' | 'too-large'> {
    const { file, policy: text, signature, ...fields } = Object.fromEntries(sent.entries());
    if (typeof text !== 'string' || typeof signature !== 'string' || !(file instanceof Blob))
      return 'refused';
    if ([...sent.keys()].length !== Object.keys(fields).length + 3) return 'refused';
    if (!this.#isSigned(text, signature)) return 'refused';
    const policy = JSON.parse(Buffer.from(text, 'base64url').toString()) as Policy;
    const { key, 'Content-Type': type, ...others } = fields;
    const isPermitted = key === policy.key && type === policy.type && Object.keys(others).length === 0;
    if (!isPermitted || this.#now() > policy.until) return 'refused';
    if (file.size < 1 || file.size > MOST_UPLOAD_BYTES) return 'too-large';
    await this.#write(policy.key, { bytes: new Uint8Array(await file.arrayBuffer()), type });
    return 'stored';
  }

  async read(key: IncomingKey | KeptKey): Promise<Upload | null> {
    const entry = this.#entries.get(key);
    return entry === undefined ? null : { bytes: await readFile(entry.file), type: entry.type };
  }

  async keep(key: KeptKey, upload: Upload): Promise<void> {
    await this.#write(key, upload);
  }

  async remove(key: IncomingKey | KeptKey): Promise<void> {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry !== undefined) await rm(entry.file, { force: true });
  }

  async close(): Promise<void> {
    this.#entries.clear();
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true });
  }

  /** A file has a name of its own: a key comes from outside, if signed, and a write never meets a half-read file. */
  async #write(key: IncomingKey | KeptKey, { bytes, type }: Upload): Promise<void> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'playcode-uploads-'));
    const file = join(await this.#folder, randomBytes(16).toString('hex'));
    await writeFile(file, bytes);
    // At once, so that of two that write the same key no file is left behind.
    const removed = this.remove(key);
    this.#entries.set(key, { file, type, since: this.#now() });
    await removed;
  }

  async #removeAbandoned(): Promise<void> {
    const latest = this.#now() - ABANDONED_MS;
    for (const [key, { since }] of this.#entries)
      if (key.startsWith(UPLOAD_PREFIXES.incoming) && since < latest) await this.remove(key as IncomingKey);
  }

  #sign(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }

  #isSigned(text: string, signature: string): boolean {
    const [expected, found] = [this.#sign(text), Buffer.from(signature, 'base64url')];
    return found.length === expected.length && timingSafeEqual(found, expected);
  }
}
