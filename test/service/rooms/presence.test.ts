import { describe, expect, it } from 'vitest';
import { Presence } from '../../../service/src/rooms/presence.ts';

/** Looks once a second, from one second to another. Returns who is absent at the last look. */
function watch(presence: Presence, people: readonly string[], from: number, to: number): string[] {
  let absent: string[] = [];
  for (let second = from; second <= to; second += 1) absent = presence.absent(people, second * 1000);
  return absent;
}

describe('presence', () => {
  it('ends after twelve seconds of silence', () => {
    const presence = new Presence(0);
    watch(presence, [], 0, 1);
    presence.hear('a', 1000);
    presence.hear('b', 2000);
    expect(watch(presence, ['a', 'b'], 2, 13)).toEqual([]);
    expect(watch(presence, ['a', 'b'], 14, 14)).toEqual(['a']);
    presence.hear('a', 14_500);
    expect(watch(presence, ['a', 'b'], 15, 15)).toEqual(['b']);
  });

  it('of those who have never been heard of is taken for granted as long', () => {
    const presence = new Presence(5000);
    expect(watch(presence, ['a'], 5, 17)).toEqual([]);
    expect(watch(presence, ['a'], 18, 18)).toEqual(['a']);
  });

  it('goes on for twelve seconds after a standstill, in which nobody could be heard', () => {
    const presence = new Presence(0);
    presence.hear('a', 0);
    expect(watch(presence, ['a', 'b'], 0, 2)).toEqual([]);
    presence.hear('a', 30_000);
    expect(watch(presence, ['a', 'b'], 60, 72)).toEqual([]);
    expect(watch(presence, ['a', 'b'], 73, 73)).toEqual(['a', 'b']);
  });
});
