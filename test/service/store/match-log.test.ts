import { describe, expect, it } from 'vitest';
import { MalformedBytes } from '../../../service/src/protocol/bytes.ts';
import { MOST_LOG_BYTES, packLog, unpackLog, withoutNames } from '../../../service/src/store/match-log.ts';
import { InvalidRecord } from '../../../service/src/store/record.ts';
import { playMatch, replay } from './finished.ts';

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

  it('may be half a megabyte long and no longer', () => {
    expect(MOST_LOG_BYTES).toBe(524_288);
    const head = 1 + 1 + 3;
    expect(packLog([new Uint8Array(524_288 - head)])).toHaveLength(524_288);
    expect(() => packLog([new Uint8Array(524_288 - head + 1)])).toThrow(InvalidRecord);
  });

  it('holds a full match of 200 with room to spare', () => {
    const people = Array.from({ length: 200 }, (_, index) => {
      return { person: `person-${index}`.padEnd(16, '-'), name: `플레이어 ${index}`, player: null };
    });
    // The 40 ticks hold ten turns of everybody; a person's thumb makes about two a second, 54 in 180 s of ours.
    const { ticks } = playMatch({ people, ticks: 40, size: 'huge' });
    const perTurn = ticks.slice(1).reduce((bytes, tick) => bytes + tick.length, 0) / (200 * 10);
    const joins = ticks[0]!.length;
    expect(joins + 200 * 360 * perTurn).toBeLessThan(MOST_LOG_BYTES);
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
});
