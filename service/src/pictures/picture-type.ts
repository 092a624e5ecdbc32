/** Media types of pictures that are taken. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** Media type of a picture that is taken. */
export type PictureType = (typeof PICTURE_TYPES)[number];

/** What a file of a type begins with, in hexadecimal. */
const BEGINNINGS: Readonly<Record<PictureType, RegExp>> = {
  'image/jpeg': /^ffd8ff/,
  'image/png': /^89504e470d0a1a0a/,
  'image/webp': /^52494646.{8}57454250565038(20|4c|58)/,
};

/** Bytes that are enough to know a type. */
const BEGINNING_BYTES = 16;

/** The type that a file's first bytes say, whatever its name or sender says; `null` if it is none that is taken. */
export function pictureTypeOf(bytes: Uint8Array): PictureType | null {
  const beginning = Buffer.from(bytes.subarray(0, BEGINNING_BYTES)).toString('hex');
  return PICTURE_TYPES.find((type) => BEGINNINGS[type].test(beginning)) ?? null;
}
