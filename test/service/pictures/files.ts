import { deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Files that pretend, bloat or carry something, made by hand where no tool makes them. */

/** A picture of a place: red at its left, blue at its right, with a camera's notes of where it was taken. */
export async function photo(
  type: 'jpeg' | 'png' | 'webp',
  { width = 640, height = 480, orientation = 1 } = {},
): Promise<Uint8Array> {
  const half = { width: Math.floor(width / 2), height, channels: 3, background: 'blue' } as const;
  const right = await sharp({ create: half }).png().toBuffer();
  const picture = sharp({ create: { width, height, channels: 3, background: 'red' } })
    .composite([{ input: right, gravity: 'east' }])
    .withExif({
      IFD0: { Make: 'SECRETCAMERA', Copyright: 'SECRETNAME' },
      IFD3: { GPSLatitude: '37/1 33/1 0/1', GPSLongitude: '126/1 58/1 0/1' },
    })
    .withMetadata({ orientation });
  return new Uint8Array(await picture[type]().toBuffer());
}

const SCRIPT = '<script>alert(document.domain)</script>';

/** A file that is a picture and, to whoever looks for it, a page with a script. */
export async function pictureWithPage(type: 'jpeg' | 'png' | 'webp'): Promise<Uint8Array> {
  return Buffer.concat([await photo(type), Buffer.from(`<html>${SCRIPT}</html>`)]);
}

/** A PNG with a script in a comment, as the format has them. */
export async function pngWithComment(): Promise<Uint8Array> {
  const png = Buffer.from(await photo('png'));
  const header = 8 + 25;
  return Buffer.concat([
    png.subarray(0, header),
    chunk('tEXt', Buffer.from(`Comment\0${SCRIPT}`)),
    png.subarray(header),
  ]);
}

/** A GIF whose comment, read as JavaScript, runs: `GIF89a=1;…`. */
export const GIF_WITH_SCRIPT = Buffer.from(`GIF89a=1;alert(1)//\0\0\0${SCRIPT}`, 'latin1');

export const SVG = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">${SCRIPT}<rect width="9" height="9"/></svg>`,
);

/** A PNG of a few kilobytes that claims to be, and unpacks to, a picture of so many pixels at each side. */
export function bomb(side: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const row = Math.ceil(side / 8) + 1;
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const pixels = deflateSync(Buffer.alloc(row * side), { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A part of a PNG: its length, its name, its content and their checksum. */
function chunk(name: string, content: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
