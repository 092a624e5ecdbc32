import { describe, expect, it } from 'vitest';
import { type Direction, type Header, hashOf } from '../../../service/game/index.ts';
import { MalformedBytes } from '../../../service/src/protocol/bytes.ts';
import type { Replica } from '../../../service/src/protocol/replica.ts';
import { decodeTick, type Entry, encodeTick, FIRST_CHAIN } from '../../../service/src/protocol/tick.ts';
import { packLog, unpackLog, withoutNames } from '../../../service/src/store/match-log.ts';
import { InvalidRecord } from '../../../service/src/store/record.ts';
import { playMatch, replay } from './finished.ts';

/**
 * A match of Alice and Bob as it was kept before turns had bytes of their own: the format, 14 ticks, and each tick after
 * its length: chain, number, count, entries; `08` and `10` begin turns of the one and the other.
 */
const EARLIER_LOG = [
  '01 0e',
  '16 d3881502 00 02 09 0161 05416c696365 11 0162 03426f62',
  '08 a6422cfe 01 01 08 05',
  '08 79d24556 02 01 10 06',
  '06 0a78e569 03 00',
  '06 bee970ce 04 00',
  '08 639f5505 05 01 08 09',
  '08 1c0737b9 06 01 10 0a',
  '06 13c82a41 07 00',
  '06 13f11eb0 08 00',
  '08 4634aee1 09 01 08 0d',
  '08 092a3f6d 0a 01 10 0e',
  '06 d22ef188 0b 00',
  '06 0e05fe6c 0c 00',
  '08 63a6a32e 0d 01 08 11',
].join('');

/** The hash that was kept with it. */
const EARLIER_HASH = 0xba121872;

describe('log of a match', () => {
  it('is the format, the number of ticks, and each tick after its length', () => {
    const ticks = [Uint8Array.of(9, 8, 7), Uint8Array.of(), new Uint8Array(200).fill(5)];
    const packed = packLog(ticks);
    expect([...packed.subarray(0, 9)]).toEqual([1, 3, 3, 9, 8, 7, 0, 200, 1]);
    expect(packed).toHaveLength(9 + 200);
    expect(unpackLog(packed)).toEqual(ticks);
  });

  it('refuses every cut, every longer row and another format', () => {
    const packed = packLog(playMatch({ people: [{ person: 'p', name: 'n', player: null }], ticks: 3 }).ticks);
    for (let length = 0; length < packed.length; length += 1)
      expect(() => unpackLog(packed.subarray(0, length)), `cut to ${length}`).toThrow(MalformedBytes);
    expect(() => unpackLog(Uint8Array.of(...packed, 0))).toThrow('1 bytes too many');
    expect(() => unpackLog(Uint8Array.of(2, ...packed.subarray(1)))).toThrow(
      'log of format 2, format 1 is known',
    );
  });

  it('may be a mebibyte long and no longer', () => {
    const head = 1 + 1 + 3;
    expect(packLog([new Uint8Array(1_048_576 - head)])).toHaveLength(1_048_576);
    expect(() => packLog([new Uint8Array(1_048_576 - head + 1)])).toThrow(InvalidRecord);
    expect(() => packLog([])).toThrow('ticks: found 0, expected 1 to 24400');
  });

  it.each([
    ['200 people who turn at every tick', 1, 800_000, 1_048_576],
    ['200 people who turn twice a second', 0.3, 150_000, 262_144],
  ])('holds a match of %s', (_, turnsPerTick, least, most) => {
    const log = busyLog(200, 1220, turnsPerTick);
    const packed = packLog(log);
    expect(packed.length).toBeGreaterThan(least);
    expect(packed.length).toBeLessThan(most);
    expect(unpackLog(packed)).toEqual(log);
  });

  it('plays the same without names', () => {
    const match = playMatch({
      people: [
        { person: 'a', name: 'Alice', player: null },
        { person: 'b', name: 'Bob', player: null },
      ],
    });
    const blanked = { ...match, ticks: withoutNames(match.ticks, new Set(['a'])) };
    const [before, after] = [replay(match), replay(blanked)];
    expect(after.state).toEqual(before.state);
    expect([...after.seats.values()].map(({ person, name }) => [person, name])).toEqual([
      ['', ''],
      ['b', 'Bob'],
    ]);
    expect(withoutNames(match.ticks, new Set())).toEqual(match.ticks);
  });

  it('that was kept before turns had bytes of their own plays as it did, with and without names', () => {
    const ticks = unpackLog(Buffer.from(EARLIER_LOG.replaceAll(' ', ''), 'hex'));
    const header: Header = { code: 'TEST01', size: 'small', bots: 0, rules: 1, countdown: 0 };
    const blanked = withoutNames(ticks, new Set(['a']));
    const [before, after] = [ticks, blanked].map((log) => replay({ header, ticks: log }));
    expect(hashOf(before!.state)).toBe(EARLIER_HASH);
    expect(after!.state).toEqual(before!.state);
    const names = (replica: Replica) => [...replica.seats.values()].map(({ name }) => name);
    expect([names(before!), names(after!)]).toEqual([
      ['Alice', 'Bob'],
      ['', 'Bob'],
    ]);
    // Written again, Alice's first turn has the bytes that it would have today: (1−0−1)·4+1 and 1.
    expect(Buffer.from(blanked[1]!.subarray(4)).toString('hex')).toBe('01000101');
  });
});

/** A log in which everybody joins with the longest name, and then turns at an even pace. */
function busyLog(people: number, ticks: number, turnsPerTick: number): Uint8Array[] {
  const incarnations = Array.from({ length: people }, (_, index) => index + 1);
  let chain = FIRST_CHAIN;
  return Array.from({ length: ticks }, (_, tick) => {
    const entries = incarnations.flatMap((who): Entry[] => {
      if (tick === 0) return [{ do: 'join', who, person: `${who}`.padEnd(32, '-'), name: '가'.repeat(16) }];
      const seq = Math.floor(tick * turnsPerTick);
      const isTurning = seq > Math.floor((tick - 1) * turnsPerTick);
      return isTurning ? [{ do: 'turn', who, seq, dir: (tick % 4) as Direction }] : [];
    });
    const bytes = encodeTick(chain, tick, entries);
    chain = decodeTick(bytes).chain;
    return bytes;
  });
}
