import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../service/game/index.ts';
import { type ClientPacket, decodePacket, encodePacket } from '../../../service/src/protocol/packet.ts';
import {
  decodeServerFrame,
  decodeServerFrames,
  encodeServerFrame,
  encodeTicksFrame,
} from '../../../service/src/protocol/server-frame.ts';

const packet: fc.Arbitrary<ClientPacket> = fc.oneof(
  fc.record({
    is: fc.constant('inputs' as const),
    tick: fc.nat({ max: 2000 }),
    who: fc.integer({ min: 1, max: 32767 }),
    first: fc.integer({ min: 1, max: 1_000_000 }),
    dirs: fc.array(fc.constantFrom<Direction>(0, 1, 2, 3), { minLength: 1, maxLength: 8 }),
  }),
  fc.record({
    is: fc.constant('progress' as const),
    tick: fc.nat({ max: 2000 }),
    hash: fc.option(fc.nat({ max: 0xffffffff })),
  }),
);

describe('a client’s packet', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(packet, (one) => {
        expect(decodePacket(encodePacket(one))).toEqual(one);
      }),
    );
  });

  it('of any bytes is a packet or an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        try {
          expect(decodePacket(encodePacket(decodePacket(bytes)))).toEqual(decodePacket(bytes));
        } catch (error) {
          expect((error as Error).name).toBe('MalformedBytes');
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

it.each([
  ['inputs without a first number', [1, 0, 1, 0, 1, 2], '1 inputs from number 0'],
  ['no inputs', [1, 0, 1, 1, 0], '0 inputs from number 1'],
  ['more inputs than a client may have on the way', [1, 0, 1, 1, 9, ...Array<number>(9).fill(0)], '9 inputs'],
  ['a direction that is none', [1, 0, 1, 1, 1, 4], 'direction 4, at most 3'],
  ['a kind that is none', [4, 0], 'packet of unknown kind 4'],
  ['more than a packet', [2, 0, 0], '1 bytes too many'],
])('a client’s packet of %s is refused', (_, bytes, message) => {
  expect(() => decodePacket(Uint8Array.from(bytes))).toThrow(message);
});

describe('a server’s frame', () => {
  it.each(['tick', 'snapshot'] as const)('of a %s is read as it was written', (is) => {
    const bytes = Uint8Array.of(7, 8);
    expect(decodeServerFrame(encodeServerFrame({ is, bytes }))).toEqual({ is, bytes });
  });

  it('of an unknown kind is refused', () => {
    expect(() => decodeServerFrame(Uint8Array.of(9))).toThrow('unknown kind 9');
    expect(() => decodeServerFrame(Uint8Array.of())).toThrow('unknown kind');
    expect(() => decodeServerFrames(Uint8Array.of(3))).toThrow('unknown kind 3');
  });

  it('of several ticks is read as those ticks, 1024 at most', () => {
    const ticks = (count: number) => Array.from({ length: count }, (_, at) => Uint8Array.of(at & 127, 1));
    const frames = decodeServerFrames(encodeTicksFrame(ticks(1024)));
    expect(frames).toHaveLength(1024);
    expect(frames[1023]).toEqual({ is: 'tick', bytes: Uint8Array.of(127, 1) });
    expect(() => decodeServerFrames(encodeTicksFrame(ticks(1025)))).toThrow('number 1025');
  });

  it('of several ticks is refused where it is cut short, or goes on', () => {
    const whole = encodeTicksFrame([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    expect(() => decodeServerFrames(whole.subarray(0, -1))).toThrow('is cut short');
    expect(() => decodeServerFrames(Uint8Array.of(...whole, 0))).toThrow('1 bytes too many');
  });
});
