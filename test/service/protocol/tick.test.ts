import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  continues,
  decodeTick,
  type Entry,
  encodeTick,
  FIRST_CHAIN,
} from '../../../service/src/protocol/tick.ts';

const who = fc.integer({ min: 1, max: 32767 });
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    do: fc.constant('turn' as const),
    who,
    seq: fc.integer({ min: 1, max: 100_000 }),
    dir: fc.constantFrom(0, 1, 2, 3),
  }),
  fc
    .record({
      do: fc.constant('join' as const),
      who,
      person: fc.string({ maxLength: 8, unit: 'grapheme' }),
      name: fc.string({ maxLength: 4, unit: 'grapheme' }),
    })
    .filter(({ person, name }) => Buffer.byteLength(person) <= 32 && Buffer.byteLength(name) <= 48),
  fc.record({ do: fc.constantFrom('leave', 'lost', 'back'), who }),
);

describe('a tick', () => {
  it('is read as it was written, and goes on from the chain before it', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 0xffffffff }),
        fc.nat({ max: 2000 }),
        fc.array(entry),
        (chain, tick, entries) => {
          const bytes = encodeTick(chain, tick, entries);
          expect(decodeTick(bytes)).toMatchObject({ tick, entries });
          expect(continues(chain, bytes)).toBe(true);
          expect(continues(chain ^ 1, bytes)).toBe(false);
        },
      ),
    );
  });

  it('has the same bytes for ever', () => {
    const bytes = encodeTick(FIRST_CHAIN, 300, [
      { do: 'join', who: 1, person: 'p', name: '가' },
      { do: 'turn', who: 17, seq: 40, dir: 3 },
      { do: 'lost', who: 2 },
    ]);
    // chain; 300 = ac 02; 3 entries; 1·8+1, "p", "가"; 17·8+0 = 88 01, 40·4+3 = a3 01; 2·8+3.
    expect(Buffer.from(bytes.subarray(4)).toString('hex')).toBe('ac020309017003eab0808801a30113');
  });

  it('of thirty turns takes less than 160 bytes', () => {
    const entries = Array.from({ length: 30 }, (_, index): Entry => {
      return { do: 'turn', who: index + 1, seq: 100 + index, dir: 2 };
    });
    expect(encodeTick(FIRST_CHAIN, 600, entries).length).toBeLessThan(160);
  });

  it('of any bytes is a tick or an error that says what is wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeTick(bytes);
        } catch (error) {
          expect((error as Error).name).toBe('MalformedBytes');
          expect((error as Error).message).not.toBe('');
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
