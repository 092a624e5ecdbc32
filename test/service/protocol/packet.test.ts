import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../service/game/index.ts';
import { type ClientPacket, decodePacket, encodePacket } from '../../../service/src/protocol/packet.ts';
import { decodeServerFrame, encodeServerFrame } from '../../../service/src/protocol/server-frame.ts';

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

describe('a server’s frame', () => {
  it.each(['tick', 'snapshot'] as const)('of a %s is read as it was written', (is) => {
    const bytes = Uint8Array.of(7, 8);
    expect(decodeServerFrame(encodeServerFrame({ is, bytes }))).toEqual({ is, bytes });
  });

  it('of an unknown kind is refused', () => {
    expect(() => decodeServerFrame(Uint8Array.of(9))).toThrow('unknown kind 9');
    expect(() => decodeServerFrame(Uint8Array.of())).toThrow('unknown kind');
  });
});
