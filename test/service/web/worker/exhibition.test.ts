import { afterEach, describe, expect, it, vi } from 'vitest';
import { Exhibition } from '../../../../service/web/src/worker/exhibition.ts';

describe('the match that the home screen shows', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has been going on for a while, goes on, begins anew, and stops', () => {
    vi.useFakeTimers();
    const exhibition = new Exhibition(7);
    const begun: number[] = [];
    let ticks = 0;
    exhibition.play(
      (replica) => begun.push(replica.state.players.filter((player) => player.cells > 9).length),
      () => {
        ticks += 1;
      },
    );
    expect(begun).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(begun).toHaveLength(1);
    ticks = 0;
    expect(begun[0]).toBeGreaterThan(3);
    vi.advanceTimersByTime(1_500);
    expect(ticks).toBe(10);
    vi.advanceTimersByTime(150 * 680);
    expect(begun).toHaveLength(2);
    exhibition.stop();
    const stopped = ticks;
    vi.advanceTimersByTime(3_000);
    expect(ticks).toBe(stopped);
  });
});
