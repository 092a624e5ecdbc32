import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../service/game/index.ts';
import {
  continues,
  decodeTick,
  type Entry,
  encodeTick,
  FIRST_CHAIN,
} from '../../../service/src/protocol/tick.ts';

const who = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 65_535 }));
const turn = fc.record({
  do: fc.constant('turn' as const),
  who,
  seq: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 100_000 })),
  dir: fc.constantFrom<Direction>(0, 1, 2, 3),
});
const other: fc.Arbitrary<Entry> = fc.oneof(
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

function turnOf(who: number, seq: number, dir: Direction): Entry {
  return { do: 'turn', who, seq, dir };
}

/** What follows a tick's chain, in hexadecimal. */
function written(tick: number, ...entries: Entry[]): string {
  return Buffer.from(encodeTick(FIRST_CHAIN, tick, entries).subarray(4)).toString('hex');
}

/** The entries of tick 5, in hexadecimal from their count on. */
function read(entries: string): readonly Entry[] {
  return decodeTick(Buffer.from(`00000000 05 ${entries}`.replaceAll(' ', ''), 'hex')).entries;
}

describe('a tick', () => {
  it('is read as it was written, turns last and by player, and goes on from the chain before it', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 0xffffffff }),
        fc.nat({ max: 2000 }),
        fc.uniqueArray(turn, { selector: (one) => one.who, maxLength: 200 }),
        fc.array(other),
        (chain, tick, turns, others) => {
          const bytes = encodeTick(chain, tick, [...turns, ...others]);
          const byWho = [...turns].sort((a, b) => a.who - b.who);
          expect(decodeTick(bytes)).toMatchObject({ tick, entries: [...others, ...byWho] });
          expect(continues(chain, bytes)).toBe(true);
          expect(continues(chain ^ 1, bytes)).toBe(false);
        },
      ),
    );
  });

  it('loses nothing, also if one player turns twice or is none that there can be', () => {
    const anyone = fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 65_530, max: 70_000 }));
    const strange = fc.tuple(turn, anyone).map(([one, who]) => ({ ...one, who }));
    const inOrder = (entries: readonly Entry[]) => entries.map((entry) => JSON.stringify(entry)).sort();
    fc.assert(
      fc.property(fc.array(fc.oneof(turn, other, strange)), (entries) => {
        const found = decodeTick(encodeTick(FIRST_CHAIN, 7, entries)).entries;
        expect(inOrder(found)).toEqual(inOrder(entries));
      }),
    );
  });

  it('has the same bytes for ever', () => {
    const bytes = written(
      300,
      { do: 'join', who: 1, person: 'p', name: '가' },
      turnOf(17, 40, 3),
      { do: 'lost', who: 2 },
      turnOf(3, 254, 0),
    );
    // 300 = ac 02; 2 entries: 1·8+1, "p", "가"; 2·8+3; turns of 3: (3−0−1)·4+0, 254; of 17: (17−3−1)·4+3, 40.
    expect(bytes).toBe('ac0202' + '09017003eab080' + '13' + '08fe' + '3728');
  });

  it('takes longer for a turn far from the one before, and for one with a high number', () => {
    // Tick 5, no other entries; who 63: 62·4+1; who 127: an escape 63·4+2 and 0 more; 255: an escape and 0 more.
    expect(written(5, turnOf(63, 254, 1), turnOf(127, 255, 2))).toBe('0500' + 'f9fe' + 'fe00ff00');
    // Who 64: an escape and 0 more; who 65535: an escape, 65535−64−1−63 = 65407 = ff fe 03 more; 1000: 745 = e9 05 more.
    expect(written(5, turnOf(65_535, 1000, 3), turnOf(64, 0, 0))).toBe('0500' + 'fc0000' + 'fffffe03ffe905');
  });

  it('of two turns of one player keeps the second among the other entries', () => {
    // 1 entry: 9·8+0, 2·4+1; turns of 4: 3·4+0, 7; of 9: 4·4+3, 1.
    expect(written(5, turnOf(9, 1, 3), turnOf(9, 2, 1), turnOf(4, 7, 0))).toBe(
      '0501' + '4809' + '0c07' + '1301',
    );
    expect(read('01 4809 0c07 1301')).toEqual([turnOf(9, 2, 1), turnOf(4, 7, 0), turnOf(9, 1, 3)]);
  });

  it('of before turns had bytes of their own is read, its turns among the other entries', () => {
    // 1·8+1, "p", "가"; 17·8+0 = 88 01, 40·4+3 = a3 01; 2·8+3.
    expect(read('03 09017003eab080 8801a301 13')).toEqual([
      { do: 'join', who: 1, person: 'p', name: '가' },
      turnOf(17, 40, 3),
      { do: 'lost', who: 2 },
    ]);
  });

  it.each([
    ['ends before the number of a turn', '00 08', 'ends at byte 7'],
    ['ends before the rest of a player', '00 fc', 'ends at byte 7'],
    ['ends before the rest of a number', '00 08ff', 'ends at byte 8'],
    ['ends before an entry that was counted', '02 13', 'ends at byte 7'],
    ['has a turn of player 65536', '00 fc c0ff03 01', 'turn of 65536, at most 65535'],
    ['has a turn after that of player 65535', '00 fcbfff0301 0001', 'turn of 65536, at most 65535'],
    ['has a rest of a player with a byte too many', '00 fc8000 01', 'more bytes than it needs'],
    ['has a rest of a number with a byte too many', '00 08ff8100', 'more bytes than it needs'],
    ['has 1025 entries', `01 13 ${'0001'.repeat(1024)}`, 'more than 1024 entries'],
    ['has 1025 entries that were counted', '8108', 'number 1025 at byte 7, at most 1024'],
  ])('that %s is refused', (_, entries, message) => {
    expect(() => read(entries)).toThrow(expect.objectContaining({ name: 'MalformedBytes' }));
    expect(() => read(entries)).toThrow(message);
  });

  it('of 1024 entries is read', () => {
    expect(read(`01 13 ${'0001'.repeat(1023)}`)).toHaveLength(1024);
  });

  it('of thirty turns takes 67 bytes', () => {
    const entries = Array.from({ length: 30 }, (_, index) => turnOf(index * 7 + 1, 100 + index, 2));
    expect(encodeTick(FIRST_CHAIN, 600, entries)).toHaveLength(67);
  });

  it('of any bytes is a tick, which no other bytes are, or an error that says what is wrong', () => {
    const some = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.uint8Array({ maxLength: 60 }).map((turns) => Uint8Array.of(1, 2, 3, 4, 5, 0, ...turns)),
    );
    fc.assert(
      fc.property(some, (bytes) => {
        try {
          const { chain, tick, entries } = decodeTick(bytes);
          if (bytes[5] === 0 && bytes[4]! < 128)
            expect(encodeTick(chain, tick, entries).subarray(4)).toEqual(bytes.subarray(4));
        } catch (error) {
          expect(error).toMatchObject({ name: 'MalformedBytes', message: expect.stringMatching(/./) });
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
