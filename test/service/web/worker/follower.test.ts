import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fnv1a, RULES_VERSION } from '../../../../service/game/index.ts';
import { type ClientPacket, decodePacket } from '../../../../service/src/protocol/packet.ts';
import { Replica } from '../../../../service/src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../../../service/src/protocol/tick.ts';
import { Follower } from '../../../../service/web/src/worker/follower.ts';
import type { Frame, Report } from '../../../../service/web/src/worker/messages.ts';

/** A room's owner without a network, and a page that follows it. */
function table() {
  const owner = Replica.begin({ code: 'TABLE1', size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 });
  const reports: Report[] = [];
  const packets: ClientPacket[] = [];
  let resyncs = 0;
  const follower = new Follower({
    report: (report) => reports.push(report),
    send: (bytes) => packets.push(decodePacket(bytes)),
    resync: () => {
      resyncs += 1;
    },
  });
  const tick = (...entries: Entry[]): Uint8Array => {
    const bytes = encodeTick(owner.chain, owner.state.tick, entries);
    owner.apply(bytes);
    return bytes;
  };
  const hear = (bytes: Uint8Array): void => follower.take({ is: 'tick', bytes }, performance.now());
  const snapshot = (): void => follower.take({ is: 'snapshot', bytes: owner.snapshot() }, performance.now());
  const frames = (): Frame[] => reports.flatMap((report) => (report.is === 'frame' ? [report.frame] : []));
  return { owner, follower, reports, packets, tick, hear, snapshot, frames, resyncs: () => resyncs };
}

const join: Entry = { do: 'join', who: 1, person: 'me', name: 'Mira' };

describe('following a match', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows a snapshot once the ticks since have come, as one board', () => {
    const { follower, owner, reports, tick, hear, snapshot } = table();
    follower.introduce('me');
    snapshot();
    hear(tick(join));
    hear(tick());
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(reports).toHaveLength(1);
    const report = reports[0]!;
    if (report.is !== 'board') throw new Error(report.is);
    expect(report.board.frame).toMatchObject({ tick: 2, me: 1, names: new Map([[1, 'Mira']]) });
    expect(report.board.land).toEqual(owner.state.land);
  });

  it('reports every tick after that, with what it changed', () => {
    const { follower, owner, tick, hear, snapshot, frames } = table();
    follower.introduce('me');
    snapshot();
    vi.advanceTimersByTime(50);
    hear(tick(join));
    hear(tick());
    const [first, second] = frames();
    expect(first).toMatchObject({ tick: 1, me: 1, names: new Map([[1, 'Mira']]) });
    expect(first!.changes).toHaveLength(18);
    for (let at = 0; at < 18; at += 2)
      expect(owner.state.land[first!.changes[at]!]).toBe(first!.changes[at + 1]);
    expect(second).toMatchObject({ tick: 2, names: null, deaths: [], heads: [{ who: 1, trail: 0 }] });
  });

  it('sends a turn, repeats it, and stops when the log has it', () => {
    const { follower, packets, tick, hear, snapshot, frames } = table();
    follower.introduce('me');
    snapshot();
    vi.advanceTimersByTime(50);
    hear(tick(join));
    packets.length = 0;
    follower.turn(1, 7, performance.now());
    expect(packets).toEqual([{ is: 'inputs', tick: 1, who: 1, first: 1, dirs: [1] }]);
    hear(tick());
    expect(frames().at(-1)).toMatchObject({ wanted: 1, press: 7 });
    vi.advanceTimersByTime(300);
    follower.flush(performance.now());
    expect(packets.filter((packet) => packet.is === 'inputs')).toHaveLength(2);
    hear(tick({ do: 'turn', who: 1, seq: 1, dir: 1 }));
    expect(frames().at(-1)).toMatchObject({ wanted: null, press: 7, heads: [{ heading: 1 }] });
    vi.advanceTimersByTime(600);
    follower.flush(performance.now());
    expect(packets.filter((packet) => packet.is === 'inputs')).toHaveLength(2);
  });

  it('asks for a snapshot after a gap and goes on from it', () => {
    const { owner, tick, hear, snapshot, frames, reports, resyncs } = table();
    snapshot();
    vi.advanceTimersByTime(50);
    hear(tick(join));
    tick();
    hear(tick());
    expect(resyncs()).toBe(1);
    expect(frames()).toHaveLength(1);
    snapshot();
    vi.advanceTimersByTime(50);
    expect(reports.at(-1)).toMatchObject({ is: 'board', board: { frame: { tick: owner.state.tick } } });
    hear(tick());
    expect(frames().at(-1)!.tick).toBe(owner.state.tick);
  });

  it('passes over ticks that it has already', () => {
    const { tick, hear, snapshot, frames, resyncs } = table();
    snapshot();
    vi.advanceTimersByTime(50);
    const bytes = tick(join);
    hear(bytes);
    hear(bytes);
    expect(frames()).toHaveLength(1);
    expect(resyncs()).toBe(0);
  });

  it('reports its progress by its turns, and otherwise after a second without a packet', () => {
    const { follower, packets, tick, hear, snapshot } = table();
    follower.introduce('me');
    snapshot();
    hear(tick(join));
    packets.length = 0;
    vi.advanceTimersByTime(900);
    hear(tick());
    follower.turn(1, 1, performance.now());
    hear(tick({ do: 'turn', who: 1, seq: 1, dir: 1 }));
    vi.advanceTimersByTime(999);
    hear(tick());
    expect(packets).toEqual([{ is: 'inputs', tick: 2, who: 1, first: 1, dirs: [1] }]);
    vi.advanceTimersByTime(1);
    follower.flush(performance.now());
    expect(packets.slice(1)).toEqual([{ is: 'progress', tick: 4, hash: null }]);
  });

  it('reports its progress each second, and the hash of its replica where a snapshot can prove it', () => {
    const { owner, packets, tick, hear, snapshot } = table();
    snapshot();
    vi.advanceTimersByTime(50);
    hear(tick(join));
    const hashes: (number | null)[] = [];
    for (let n = 1; n < 100; n += 1) {
      vi.advanceTimersByTime(150);
      hear(tick());
      if (owner.state.tick % 50 === 0) hashes.push(fnv1a(owner.snapshot()));
    }
    const progress = packets.filter((packet) => packet.is === 'progress');
    expect(progress.length).toBeGreaterThanOrEqual(13);
    expect(progress.length).toBeLessThanOrEqual(18);
    expect(progress.filter((packet) => packet.hash !== null)).toEqual([
      { is: 'progress', tick: 50, hash: hashes[0] },
      { is: 'progress', tick: 100, hash: hashes[1] },
    ]);
  });

  it('tells how the match came out', () => {
    const { follower, reports, tick, hear, snapshot } = table();
    follower.introduce('me');
    snapshot();
    vi.advanceTimersByTime(50);
    hear(tick(join));
    for (let n = 1; n < 1200; n += 1) hear(tick());
    expect(follower.ended).toBe(true);
    const results = reports.filter((report) => report.is === 'result');
    expect(results).toHaveLength(1);
    expect(results[0]!.result).toMatchObject({
      ending: 'time',
      me: 1,
      standings: [{ place: 1, who: 1, cells: 9, score: 9 }],
      names: new Map([[1, 'Mira']]),
    });
    expect(results[0]!.result.story.cells.get(1)!.at(-1)).toBe(9);
  });

  it('shows the snapshot of a finished match at once where no more will come', () => {
    const { owner, follower, reports, tick, snapshot } = table();
    follower.introduce('me');
    tick(join);
    while (owner.state.ending === null) tick();
    snapshot();
    expect(reports).toEqual([]);
    follower.settle();
    expect(reports.map(({ is }) => is)).toEqual(['board', 'result']);
    vi.advanceTimersByTime(50);
    follower.settle();
    expect(reports).toHaveLength(2);
  });

  it('catches up with the end of a match that it has missed', () => {
    const { owner, follower, reports, tick, hear, snapshot } = table();
    follower.introduce('me');
    expect(follower.isUnderWay).toBe(false);
    snapshot();
    vi.advanceTimersByTime(50);
    const log = [tick(join)];
    hear(log[0]!);
    expect(follower.isUnderWay).toBe(true);
    while (owner.state.ending === null) log.push(tick());
    reports.length = 0;
    follower.catchUp(log);
    expect(reports.map(({ is }) => is)).toEqual(['board', 'result']);
    const [, outcome] = reports;
    if (outcome?.is !== 'result') throw new Error('no result');
    expect(outcome.result).toMatchObject({ me: 1, ending: 'time' });
    expect(follower.isUnderWay).toBe(false);
  });
});
