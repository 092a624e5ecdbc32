import { createHash } from 'node:crypto';
import type { Limit, Limiter } from '../limits/limiter.ts';
import type { Meter } from '../meter.ts';
import type { PlayerId } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import { UPLOAD_PREFIXES } from '../uploads/prefixes.ts';
import {
  drawIncomingKey,
  type IncomingKey,
  isIncomingKeyOf,
  type KeptKey,
  type Upload,
  type UploadForm,
  type Uploads,
} from '../uploads/uploads.ts';
import { develop, NoPicture, type PictureSize, PRINT_TYPE, type Prints, SIDES } from './darkroom.ts';
import type { Moderator } from './moderator.ts';
import { type PictureType, pictureTypeOf } from './picture-type.ts';
import { Shelf } from './shelf.ts';

/** What pictures need. */
export interface PicturesProps {
  readonly uploads: Uploads;
  readonly store: Pick<Store, 'replacePicture'>;
  readonly limiter: Limiter;
  readonly moderator: Moderator;
  readonly meter: Meter;
}

/** What became of an upload; only of one that was kept there is a picture. */
export type Taking =
  | { readonly outcome: 'kept'; readonly picture: string }
  | { readonly outcome: 'missing' | 'no-picture' | 'refused' | 'busy' };

/** Forms for one player. */
const FORMS: Limit = { name: 'picture-form', most: 20, seconds: 60 * 60 };

/** Pictures wait while another is made; more than this would wait too long. */
const MOST_WAITING = 8;

const SIZES = Object.keys(SIDES) as PictureSize[];

/** Name of a picture's file. */
const FILE = /^([\w-]{43})(?:-(small))?\.webp$/;

/**
 * Pictures of players, from the form that a browser posts to what others see. Nobody ever sees what was posted: what
 * is shown was made anew from its pixels, and its key is a hash that nobody can guess.
 */
export class Pictures {
  readonly #props: PicturesProps;
  readonly #shelf = new Shelf();
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(props: PicturesProps) {
    this.#props = props;
  }

  /** Whether there is a place for pictures at all. */
  get areTaken(): boolean {
    return this.#props.uploads.isOpen;
  }

  /** A form for a player's upload, and the key by which to `take` it; `null` for whoever asks for too many. */
  async form(player: PlayerId, type: PictureType): Promise<{ key: IncomingKey; form: UploadForm } | null> {
    if (!(await this.#props.limiter.take(FORMS, player))) return null;
    const key = drawIncomingKey(player);
    return { key, form: await this.#props.uploads.form(key, type) };
  }

  /**
   * Makes the player's picture of what they have posted; the picture before goes. The same upload twice, also at
   * once, is one picture. @throws UploadsUnavailable, StoreUnavailable
   */
  async take(player: PlayerId, key: string): Promise<Taking> {
    const taking: Taking = !isIncomingKeyOf(player, key)
      ? { outcome: 'missing' }
      : this.#waiting >= MOST_WAITING
        ? { outcome: 'busy' }
        : await this.#inTurn(() => this.#take(player, key));
    this.#props.meter.count('playcode_pictures_total', { outcome: taking.outcome });
    return taking;
  }

  /** Takes a player's picture away. @throws UploadsUnavailable, StoreUnavailable */
  async drop(player: PlayerId): Promise<void> {
    const replaced = await this.#props.store.replacePicture(player, null);
    if (replaced !== null) await this.remove(replaced.before);
  }

  /** Removes a picture that nobody has any more. @throws UploadsUnavailable */
  async remove(picture: string | null): Promise<void> {
    if (picture === null) return;
    for (const size of SIZES) {
      this.#shelf.remove(keyOf(picture, size));
      await this.#props.uploads.remove(keyOf(picture, size));
    }
  }

  /** A picture by its file's name, for example `…-small.webp`; `null` if there is none. @throws UploadsUnavailable */
  async find(file: string): Promise<Upload | null> {
    const [, hash, size = 'large'] = FILE.exec(file) ?? [];
    if (hash === undefined) return null;
    const key = keyOf(hash, size as PictureSize);
    return this.#shelf.get(key, () => this.#props.uploads.read(key));
  }

  async #take(player: PlayerId, key: IncomingKey): Promise<Taking> {
    const { uploads, store, moderator } = this.#props;
    const upload = await uploads.read(key);
    if (upload === null) return { outcome: 'missing' };
    const prints = await developed(upload);
    if (prints === null || (await moderator.judge(prints, player)) === 'refused') {
      await uploads.remove(key);
      return { outcome: prints === null ? 'no-picture' : 'refused' };
    }
    const picture = hashOf(key, prints);
    for (const size of SIZES)
      await uploads.keep(keyOf(picture, size), { bytes: prints[size], type: PRINT_TYPE });
    const replaced = await store.replacePicture(player, picture);
    // Somebody who has just deleted the account leaves no picture.
    const gone = replaced === null ? picture : replaced.before;
    if (gone !== picture || replaced === null) await this.remove(gone);
    await uploads.remove(key);
    return replaced === null ? { outcome: 'missing' } : { outcome: 'kept', picture };
  }

  /** One at a time: unpacked pictures are large, and the machine has a game to run. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const turn = this.#last.then(work, work);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}

async function developed({ bytes, type }: Upload): Promise<Prints | null> {
  if (pictureTypeOf(bytes) !== type) return null;
  try {
    return await develop(bytes);
  } catch (error) {
    if (error instanceof NoPicture) return null;
    throw error;
  }
}

/** The key of the upload, which nobody but its owner has seen, makes the hash one that nobody can guess. */
function hashOf(key: IncomingKey, { large, small }: Prints): string {
  return createHash('sha256').update(key).update(large).update(small).digest('base64url');
}

function keyOf(picture: string, size: PictureSize): KeptKey {
  return `${UPLOAD_PREFIXES.pictures}${picture}${size === 'large' ? '' : `-${size}`}.webp`;
}
