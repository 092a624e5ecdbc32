import sharp from 'sharp';
import { pictureTypeOf } from './picture-type.ts';

/** Sides of the squares that are made of a picture, in pixels. */
export const SIDES = { large: 256, small: 64 } as const;

/** A size of a picture. */
export type PictureSize = keyof typeof SIDES;

/** Media type of everything that is made. */
export const PRINT_TYPE = 'image/webp';

/** The squares made of one picture. */
export type Prints = Readonly<Record<PictureSize, Uint8Array>>;

/** A file from which no picture can be made; the message says why. */
export class NoPicture extends Error {
  override readonly name = 'NoPicture';
}

/** A small file can claim to be a huge picture: no more than this is ever unpacked. */
const MOST_PIXELS = 16_000_000;

/** A picture that takes longer is given up. */
const MOST_SECONDS = 5;

const QUALITY = 82;

// Of all that the library can read, only what is taken: no SVG, no PDF, nothing from a file or the net.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
// No two pictures have much in common; and ticks go first, so one thread.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Makes a picture anew from its pixels alone: upright, cut to a square, with nothing of the file that it was. Where
 * it was taken, by what, and whatever else hid in the file is gone; of a moving picture its first frame stays.
 * @throws NoPicture
 */
export async function develop(bytes: Uint8Array): Promise<Prints> {
  if (pictureTypeOf(bytes) === null) throw new NoPicture('expected a JPEG, PNG or WebP picture');
  try {
    const picture = sharp(bytes, { autoOrient: true, failOn: 'error', limitInputPixels: MOST_PIXELS });
    const { width, height } = (await picture.metadata()).autoOrient;
    const side = Math.min(width, height);
    // Cut before it is scaled: a line of a million pixels must not grow into a million columns. Unpacked once.
    const square = await picture
      .timeout({ seconds: MOST_SECONDS })
      .extract({
        left: Math.floor((width - side) / 2),
        top: Math.floor((height - side) / 2),
        width: side,
        height: side,
      })
      .resize(SIDES.large, SIDES.large)
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const raw = { width: SIDES.large, height: SIDES.large, channels: square.info.channels };
    const print = async (side: number): Promise<Uint8Array> =>
      new Uint8Array(
        await sharp(square.data, { raw }).resize(side, side).webp({ quality: QUALITY }).toBuffer(),
      );
    return { large: await print(SIDES.large), small: await print(SIDES.small) };
  } catch (error) {
    throw new NoPicture(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
