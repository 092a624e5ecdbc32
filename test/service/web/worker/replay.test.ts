import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RULES, RULES_VERSION } from '../../../../service/game/index.ts';
import { Replica } from '../../../../service/src/protocol/replica.ts';
import { encodeTick } from '../../../../service/src/protocol/tick.ts';
import type { Board, Frame, ReplayView, Report } from '../../../../service/web/src/worker/messages.ts';
import { Replay } from '../../../../service/web/src/worker/replay.ts';

const header = { code: 'AGAIN1', size: 'duel', bots: 2, rules: RULES_VERSION, countdown: 0 } as const;

/** A match of 220 ticks, and the land before each of them. */
function played() {
  const replica = Replica.begin(header);
  const lands = [replica.state.land];
  const ticks = Array.from({ length: 220 }, (_, tick) => {
    const join = { do: 'join', who: 1, person: 'p', name: 'Mira' } as const;
    const bytes = encodeTick(replica.chain, tick, tick === 0 ? [join] : []);
    replica.apply(bytes);
    lands.push(replica.state.land);
    return bytes;
  });
  return { ticks, lands };
}

const match = played();

function watch(as = 0, ticks: readonly Uint8Array[] = match.ticks) {
  const reports: Report[] = [];
  const report = (each: Report): number => reports.push(each);
  const replay = new Replay({ recording: { header, ticks }, rules: RULES, as, report });
  const last = <Kind extends Report['is']>(is: Kind): Extract<Report, { is: Kind }> =>
    reports.findLast((each) => each.is === is) as Extract<Report, { is: Kind }>;
  return {
    replay,
    reports,
    board: (): Board => last('board').board,
    frames: (): Frame[] => reports.flatMap((each) => (each.is === 'frame' ? [each.frame] : [])),
    view: (): ReplayView => last('replay').replay,
  };
}

describe('a match watched again', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('plays from its beginning, a tick each 150 ms', () => {
    const { replay, board, frames } = watch();
    replay.begin();
    expect(board()).toMatchObject({ code: 'AGAIN1', tickMs: 150, frame: { tick: 0 } });
    vi.advanceTimersByTime(750);
    expect(frames().map(({ tick }) => tick)).toEqual([1, 2, 3, 4, 5]);
    replay.stop();
    vi.advanceTimersByTime(750);
    expect(frames()).toHaveLength(5);
  });

  it('plays eight times as fast, and rests at its end until it is played from the beginning', () => {
    const { replay, board, frames, view } = watch();
    replay.begin();
    replay.control({ do: 'speed', speed: 8 });
    expect(board().tickMs).toBe(18.75);
    vi.advanceTimersByTime(8 * 18.75);
    expect(frames()).toHaveLength(8);
    vi.advanceTimersByTime(10_000);
    expect(frames().at(-1)!.tick).toBe(220);
    expect(view().isPlaying).toBe(false);
    replay.control({ do: 'play' });
    expect(board().frame.tick).toBe(0);
    expect(view().isPlaying).toBe(true);
    replay.stop();
  });

  it('shows every moment as it was, wherever one comes from', () => {
    const { replay, board } = watch();
    replay.begin();
    vi.advanceTimersByTime(10);
    for (const tick of [220, 199, 0, 50, 49, 150, 151, 12]) {
      replay.control({ do: 'seek', tick });
      expect(board().frame.tick).toBe(tick);
      expect(board().land).toEqual(match.lands[tick]);
    }
    replay.control({ do: 'seek', tick: 10_000 });
    expect(board().frame.tick).toBe(220);
    replay.stop();
  });

  it('goes on playing from where it was wound to, and steps while it rests', () => {
    const { replay, board, frames, view } = watch();
    replay.begin();
    vi.advanceTimersByTime(10);
    replay.control({ do: 'seek', tick: 100 });
    vi.advanceTimersByTime(150);
    expect(frames().at(-1)!.tick).toBe(101);
    replay.control({ do: 'step', ticks: -1 });
    expect(view().isPlaying).toBe(false);
    expect(board().frame.tick).toBe(100);
    replay.control({ do: 'step', ticks: 1 });
    vi.advanceTimersByTime(1000);
    expect(board().frame.tick).toBe(101);
    replay.stop();
  });

  it('waits for what it has not looked through yet', () => {
    const { replay, board } = watch();
    replay.begin();
    replay.control({ do: 'seek', tick: 200 });
    expect(board().frame.tick).toBe(0);
    vi.advanceTimersByTime(10);
    expect(board().frame.tick).toBe(200);
    replay.stop();
  });

  it('tells the story of the whole match as soon as it is known', () => {
    const { replay, view } = watch();
    replay.begin();
    expect(view()).toMatchObject({ ticks: 220, known: 0, story: null });
    vi.advanceTimersByTime(10);
    expect(view().known).toBe(220);
    expect(view().story!.ticks.at(-1)).toBe(220);
    expect([...view().story!.cells.keys()].sort()).toEqual([1, 2]);
    replay.stop();
  });

  it('is seen through somebody’s eyes, or nobody’s', () => {
    for (const [as, me] of [
      [1, 1],
      [0, 0],
      [99, 0],
    ] as const) {
      const { replay, board } = watch(as);
      replay.begin();
      vi.advanceTimersByTime(10);
      replay.control({ do: 'seek', tick: 30 });
      expect(board().frame.me).toBe(me);
      expect(board().frame.names).toEqual(new Map([[1, 'Mira']]));
      replay.stop();
    }
  });

  it('says that a log that does not hang together cannot be watched', () => {
    const { replay, reports } = watch(0, match.ticks.toSpliced(100, 1));
    replay.begin();
    expect(() => vi.advanceTimersByTime(10)).toThrow('tick 101 came, tick 100 is next');
    expect(reports).toContainEqual({ is: 'replay-failed', why: 'broken' });
    vi.advanceTimersByTime(1000);
    expect(reports.at(-1)).toEqual({ is: 'replay-failed', why: 'broken' });
  });
});
