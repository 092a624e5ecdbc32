import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../service/src/protocol/bytes.ts';

const hex = (out: ByteWriter): string => Buffer.from(out.finish()).toString('hex');
const reader = (bytes: string): ByteReader => new ByteReader(Buffer.from(bytes, 'hex'));

describe('a row of bytes', () => {
  it.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [16_383, 'ff7f'],
    [16_384, '808001'],
    [0x7fff_ffff, 'ffffffff07'],
    [0x8000_0000, '8080808008'],
    [0xffff_ffff, 'ffffffff0f'],
  ])('has the number %i as %s, and as nothing else', (value, bytes) => {
    expect(hex(new ByteWriter().varint(value))).toBe(bytes);
    expect(reader(bytes).varint()).toBe(value);
    const longer = `${bytes.slice(0, -2)}${(Number.parseInt(bytes.slice(-2), 16) | 128).toString(16)}00`;
    expect(() => reader(longer).varint()).toThrow(/more bytes than it needs|more than five bytes/);
  });

  it.each([
    ['', 'ends at byte 0, more was expected'],
    ['80', 'ends at byte 1, more was expected'],
    ['ffffffff10', 'number 4563402751 at byte 5, at most 4294967295'],
    ['ffffffffff01', 'number of more than five bytes at byte 5'],
  ])('does not have %s for a number', (bytes, message) => {
    expect(() => reader(bytes).varint()).toThrow(message);
  });

  it('has four bytes from the lowest on, and −1 as 0', () => {
    expect(hex(new ByteWriter().uint32(0xfedc_ba98).optional(-1).optional(9))).toBe('98badcfe000a');
    const from = reader('98badcfe000a');
    expect([from.uint32(), from.optional(), from.optional(9)]).toEqual([0xfedc_ba98, -1, 9]);
  });

  it('is read as it was written, however long it grows', () => {
    const part = fc.oneof(fc.nat({ max: 0xffff_ffff }), fc.string({ unit: 'grapheme', maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 120 }), (parts) => {
        const out = new ByteWriter();
        for (const one of parts) {
          if (typeof one === 'number') out.varint(one).byte(one & 255);
          else out.text(one);
        }
        const bytes = out.finish();
        expect(bytes).toHaveLength(out.length);
        const from = new ByteReader(bytes);
        for (const one of parts) {
          if (typeof one === 'number') expect([from.varint(), from.byte()]).toEqual([one, one & 255]);
          else expect(from.text(0xffff)).toBe(one);
        }
        expect(from.isAtEnd).toBe(true);
      }),
    );
  });

  it('is read on after a text that is none', () => {
    const from = reader('02eab0' + '03eab080');
    expect(() => from.text(8)).toThrow('text before byte 3 is not UTF-8');
    expect(from.text(8)).toBe('가');
  });
});
