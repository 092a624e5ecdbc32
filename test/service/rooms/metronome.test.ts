import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Metronome } from '../../../service/src/rooms/metronome.ts';

const TICK_MS = 150;

describe('a metronome', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has three moments in a tick, none of them earlier than asked', () => {
    const metronome = new Metronome();
    expect([0, 1, 50, 50.5, 149].map((time) => metronome.moment(time, TICK_MS))).toEqual([
      0, 50, 50, 100, 150,
    ]);
  });

  it('calls all that are due at one moment together, at that moment', async () => {
    const metronome = new Metronome();
    const called: string[] = [];
    metronome.at(100, () => called.push('a'));
    metronome.at(50, () => called.push('b'));
    metronome.at(100, () => called.push('c'));
    await vi.advanceTimersByTimeAsync(99);
    expect(called).toEqual(['b']);
    await vi.advanceTimersByTimeAsync(1);
    expect(called).toEqual(['b', 'a', 'c']);
  });

  it('lets a room join where most others are, up to 32 of them, and then begins another moment', () => {
    const metronome = new Metronome();
    const enter = (): number => {
      const moment = metronome.join(1, TICK_MS);
      metronome.at(moment, () => undefined);
      return moment;
    };
    const moments = Array.from({ length: 100 }, enter);
    const rooms = (moment: number): number => moments.filter((each) => each === moment).length;
    expect([50, 100, 150].map(rooms)).toEqual([34, 33, 33]);
    expect(new Set(moments.slice(0, 32)).size).toBe(1);
  });
});
