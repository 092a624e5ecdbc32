import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { develop, NoPicture } from '../../../service/src/pictures/darkroom.ts';
import { pictureTypeOf } from '../../../service/src/pictures/picture-type.ts';
import { bomb, GIF_WITH_SCRIPT, photo, pictureWithPage, pngWithComment, SVG } from './files.ts';

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Colour of a pixel, as `red`, `blue` or its numbers. */
async function colourAt(picture: Uint8Array, x: number, y: number): Promise<string> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const [red, green, blue] = data.subarray((y * info.width + x) * info.channels);
  if (red! > 200 && green! < 50 && blue! < 50) return 'red';
  return red! < 50 && green! < 50 && blue! > 200 ? 'blue' : `${red} ${green} ${blue}`;
}

describe('a picture made anew', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('of a %s is two squares of WebP', async (type) => {
    const { large, small } = await develop(await photo(type));
    expect(pictureTypeOf(large)).toBe('image/webp');
    expect(await sharp(large).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 });
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 64, height: 64 });
    expect(large.length).toBeLessThan(30_000);
    expect(small.length).toBeLessThan(5_000);
  });

  it.each(['jpeg', 'png', 'webp'] as const)(
    'of a %s says nothing of where and by what it was taken',
    async (type) => {
      const original = await photo(type);
      expect(latin(original)).toContain('SECRETCAMERA');
      expect((await sharp(original).metadata()).exif).toBeDefined();
      for (const print of Object.values(await develop(original))) {
        const { exif, xmp, iptc, icc, comments } = await sharp(print).metadata();
        expect([exif, xmp, iptc, icc, comments]).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
          undefined,
        ]);
        expect(latin(print)).not.toMatch(/SECRET|Exif|GPS/);
      }
    },
  );

  it('stands upright, as the camera was held', async () => {
    const { large } = await develop(await photo('jpeg', { width: 300, height: 300 }));
    expect([await colourAt(large, 20, 128), await colourAt(large, 236, 128)]).toEqual(['red', 'blue']);
    // Orientation 6: turned to the right by a quarter, so that the left becomes the top.
    const turned = await develop(await photo('jpeg', { width: 300, height: 300, orientation: 6 }));
    expect([await colourAt(turned.large, 128, 20), await colourAt(turned.large, 128, 236)]).toEqual([
      'red',
      'blue',
    ]);
  });

  it.each(['jpeg', 'png', 'webp'] as const)('of a %s that is a page, too, is none any more', async (type) => {
    const polyglot = await pictureWithPage(type);
    expect(latin(polyglot)).toContain('<script>');
    for (const print of Object.values(await develop(polyglot)))
      expect(latin(print)).not.toMatch(/script|html/);
  });

  it('has no comments', async () => {
    const polyglot = await pngWithComment();
    expect((await sharp(polyglot).metadata()).comments).toHaveLength(1);
    for (const print of Object.values(await develop(polyglot))) expect(latin(print)).not.toMatch(/script/);
  });

  it('keeps what is transparent, grey, tiny or long', async () => {
    const make = (options: { width: number; height: number; channels: 3 | 4 }) =>
      sharp({ create: { ...options, background: { r: 9, g: 9, b: 9, alpha: 0.5 } } });
    const files = [
      await make({ width: 40, height: 30, channels: 4 }).png().toBuffer(),
      await make({ width: 40, height: 30, channels: 3 }).greyscale().png().toBuffer(),
      await make({ width: 1, height: 1, channels: 3 }).webp().toBuffer(),
      await make({ width: 4000, height: 2, channels: 3 }).jpeg().toBuffer(),
      await make({ width: 2, height: 4001, channels: 3 }).jpeg().toBuffer(),
      await make({ width: 40, height: 30, channels: 3 }).toColourspace('cmyk').jpeg().toBuffer(),
      await make({ width: 40, height: 30, channels: 3 }).toColourspace('rgb16').png().toBuffer(),
    ];
    for (const file of files)
      expect(await sharp((await develop(file)).large).metadata()).toMatchObject({ width: 256, height: 256 });
    expect((await sharp((await develop(files[0]!)).large).stats()).isOpaque).toBe(false);
  });
});

describe('no picture is made', () => {
  it('of what is no JPEG, PNG or WebP, whatever it contains', async () => {
    const webp = Buffer.from(await photo('webp'));
    const files = {
      nothing: Buffer.alloc(0),
      text: Buffer.from('hello'),
      svg: SVG,
      gif: GIF_WITH_SCRIPT,
      'a real gif': await sharp(webp).gif().toBuffer(),
      tiff: await sharp(webp).tiff().toBuffer(),
      avif: await sharp(webp).avif({ effort: 0 }).toBuffer(),
      pdf: Buffer.from('%PDF-1.7\n'),
      'a page behind the first bytes of a picture': Buffer.concat([webp.subarray(0, 16), SVG]),
      'a picture behind a page': Buffer.concat([Buffer.from('<html>'), webp]),
    };
    for (const [what, file] of Object.entries(files))
      await expect(develop(file), what).rejects.toThrow(NoPicture);
  });

  it('of a file that breaks off', async () => {
    for (const type of ['jpeg', 'png', 'webp'] as const) {
      const whole = await photo(type);
      await expect(develop(whole.subarray(0, whole.length / 2)), type).rejects.toThrow(NoPicture);
    }
  });

  it('of a small file that unpacks to a huge one', async () => {
    const file = bomb(20_000);
    expect(file.length).toBeLessThan(100_000);
    await expect(develop(file)).rejects.toThrow(/pixel limit/);
    expect(await develop(bomb(1000))).toBeDefined();
  });
});
