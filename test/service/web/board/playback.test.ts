import { describe, expect, it } from 'vitest';
import { Playback } from '../../../../service/web/src/board/playback.ts';

const TICK = 150;

/** Plays frames that arrive at given times; returns the playhead every 10 ms from the beginning. */
function play(arrivals: readonly (readonly [tick: number, at: number])[], until: number, watching = false) {
  const playback = new Playback<{ tick: number }>(TICK);
  playback.watching = watching;
  playback.begin({ tick: arrivals[0]![0] }, arrivals[0]![1]);
  const rest = arrivals.slice(1);
  const heads: { at: number; playhead: number; newest: number }[] = [];
  let newest = arrivals[0]![0];
  const applied: number[] = [];
  for (let now = arrivals[0]![1]; now <= until; now += 10) {
    while (rest[0] !== undefined && rest[0][1] <= now) {
      newest = rest[0][0];
      playback.push({ tick: newest }, now);
      rest.shift();
    }
    applied.push(...playback.advance(now).map((frame) => frame.tick));
    heads.push({ at: now, playhead: playback.playhead, newest });
  }
  return { heads, applied };
}

const even = Array.from({ length: 41 }, (_, n) => [n, n * TICK] as const);

describe('playback', () => {
  it('applies every frame once and in order', () => {
    expect(play(even, 6_000).applied).toEqual(Array.from({ length: 39 }, (_, n) => n + 1));
  });

  it('never goes back, nor past the newest frame', () => {
    const uneven = even.map(([tick, at]) => [tick, at + ((tick * 7919) % 70)] as const);
    const { heads } = play(uneven, 6_000);
    for (const [index, { playhead, newest }] of heads.entries()) {
      expect(playhead).toBeLessThanOrEqual(newest);
      if (index > 0) expect(playhead).toBeGreaterThanOrEqual(heads[index - 1]!.playhead);
    }
  });

  it('moves at an even pace when frames do not come evenly', () => {
    const uneven = even.map(([tick, at]) => [tick, at + ((tick * 7919) % 70)] as const);
    const { heads } = play(uneven, 6_000);
    const settled = heads.filter(({ at }) => at > 1_500);
    const paces = settled.slice(1).map(({ playhead }, n) => ((playhead - settled[n]!.playhead) / 10) * TICK);
    expect(Math.min(...paces)).toBeGreaterThan(0.8);
    expect(Math.max(...paces)).toBeLessThan(1.2);
  });

  it('stays about one tick behind a calm network', () => {
    const { heads } = play(even, 6_000);
    const behind = heads.filter(({ at }) => at > 3_000).map(({ at, playhead }) => at / TICK - playhead);
    expect(Math.max(...behind)).toBeLessThan(1.15);
    expect(Math.min(...behind)).toBeGreaterThan(0.85);
  });

  it('catches up at once after a stall', () => {
    const stalled = even.map(([tick, at]) => [tick, at > 2_000 && at < 4_000 ? 4_000 : at] as const);
    const { heads } = play(stalled, 6_000);
    const after = heads.find(({ at }) => at >= 4_400)!;
    expect(after.at / TICK - after.playhead).toBeLessThan(2.8);
  });

  it('plays bursts of four ticks smoothly for those who watch', () => {
    const bursts = even.map(([tick]) => [tick, Math.ceil(tick / 4) * 4 * TICK] as const);
    const { heads } = play(bursts, 6_000, true);
    const settled = heads.filter(({ at }) => at > 2_000);
    const paces = settled.slice(1).map(({ playhead }, n) => ((playhead - settled[n]!.playhead) / 10) * TICK);
    expect(Math.min(...paces)).toBeGreaterThan(0.8);
  });
});
