import { randomBytes } from 'node:crypto';
import type { PlayerId } from '../store/ids.ts';
import { UPLOAD_PREFIXES } from './prefixes.ts';

/** No upload is longer. The page sends far less: it makes pictures smaller before. */
export const MOST_UPLOAD_BYTES = 5 * 1024 * 1024;

/** How long a form can be used. */
export const FORM_SECONDS = 120;

/** Key of an object that a browser posts: whose it is, and a part that nobody can guess. */
export type IncomingKey = `${typeof UPLOAD_PREFIXES.incoming}${string}`;

/** Key of an object that was checked, and may be shown. */
export type KeptKey = `${typeof UPLOAD_PREFIXES.pictures}${string}`;

/** A form by which a browser posts one file: its fields as they are, then the file as `file`. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** An object's content. */
export interface Upload {
  readonly bytes: Uint8Array;
  /** Media type. */
  readonly type: string;
}

/** The uploads cannot be reached. Whether something was done is unknown: ask again. */
export class UploadsUnavailable extends Error {
  override readonly name = 'UploadsUnavailable';
}

/**
 * Objects that browsers post by a signed form, past the service, and what the service makes of them. Every write and
 * removal may be repeated, and every method may throw `UploadsUnavailable`. What was posted and never taken goes by
 * itself within a day. All adapters that take something pass
 * `test/service/uploads/uploads.contract.ts`.
 */
export interface Uploads {
  /** Whether anything can be posted at all. */
  readonly isOpen: boolean;

  /** Origin of the forms' address, where it is not the site's own. */
  readonly origin: string | null;

  /**
   * A form for one object of exactly this key and type, of at least one and at most `MOST_UPLOAD_BYTES` bytes, which
   * can be used for `FORM_SECONDS`.
   */
  form(key: IncomingKey, type: string): Promise<UploadForm>;

  /** `null` if there is none. */
  read(key: IncomingKey | KeptKey): Promise<Upload | null>;

  keep(key: KeptKey, upload: Upload): Promise<void>;

  remove(key: IncomingKey | KeptKey): Promise<void>;

  /** Ends all connections; what was kept in this process's name is gone. */
  close(): Promise<void>;
}

/** A fresh key for an upload of a player. */
export function drawIncomingKey(player: PlayerId): IncomingKey {
  return `${UPLOAD_PREFIXES.incoming}${player}/${randomBytes(16).toString('base64url')}`;
}

/** Whether a text is a key that was drawn for this player. */
export function isIncomingKeyOf(player: PlayerId, key: string): key is IncomingKey {
  const prefix = `${UPLOAD_PREFIXES.incoming}${player}/`;
  return key.startsWith(prefix) && /^[\w-]{22}$/.test(key.slice(prefix.length));
}
