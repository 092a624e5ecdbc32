import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { type Member, RoomFeed } from '../../../service/src/gateway/room-feed.ts';
import type { Framed } from '../../../service/src/gateway/wire.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { decodeServerFrame } from '../../../service/src/protocol/server-frame.ts';
import { chainOf, encodeTick } from '../../../service/src/protocol/tick.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import type { Follower, LoggedTick, RoomRecord } from '../../../service/src/rooms/room-log.ts';
import { exposed } from '../exposed.ts';
import { until } from '../until.ts';

const record: RoomRecord = {
  header: { code: 'FEED', size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 },
  match: 'match',
  isPublic: true,
  openedAt: 0,
};

/** A log that holds, publishes and forgets what a test says. */
class ScriptedLog extends MemoryRoomLog {
  ticks: readonly LoggedTick[] = [];
  record: RoomRecord | null = record;
  reads = 0;
  isFinished = false;
  #follower: Follower | undefined;

  publish(tick: LoggedTick): void {
    this.#follower?.onTick(tick);
  }

  override async follow(_code: string, follower: Follower) {
    this.#follower = follower;
    return async () => undefined;
  }

  override async range(_code: string, fromTick: number): Promise<readonly LoggedTick[]> {
    this.reads += 1;
    return this.ticks.slice(fromTick);
  }

  override async snapshot() {
    return this.record === null ? null : { tick: 0, bytes: Replica.begin(record.header).snapshot() };
  }

  override async find() {
    return this.record;
  }

  override async finished() {
    return this.isFinished ? ['FEED'] : [];
  }
}

/** Ticks of a match in which one person joins at `joinsAt`. */
function ticksOf(count: number, joinsAt: number): LoggedTick[] {
  const replica = Replica.begin(record.header);
  return Array.from({ length: count }, (_, tick) => {
    const join = { do: 'join', who: 1, person: 'p', name: 'P' } as const;
    const bytes = encodeTick(replica.chain, tick, tick === joinsAt ? [join] : []);
    replica.apply(bytes);
    return { tick, bytes };
  });
}

/** Follows frames as a client does. */
class Listener implements Member {
  replica: Replica | null = null;
  rewinds = 0;
  isGone = false;
  readonly #feed: RoomFeed;

  constructor(feed: RoomFeed) {
    this.#feed = feed;
    this.#begin();
    feed.join(this);
  }

  onTick(_tick: number, frame: Framed): void {
    this.replica!.apply(decodeServerFrame(frame.payload).bytes);
  }
  onNotice(): void {}
  onText(): void {}
  onHash(): void {}
  onRewind(): void {
    this.rewinds += 1;
    this.#begin();
  }
  onGone(): void {
    this.isGone = true;
  }

  #begin(): void {
    for (const frame of this.#feed.catchUp()) {
      const { is, bytes } = decodeServerFrame(frame.payload);
      if (is === 'snapshot') this.replica = Replica.restore(bytes);
      else this.replica!.apply(bytes);
    }
  }
}

interface Opened {
  readonly log: ScriptedLog;
  readonly feed: RoomFeed;
  readonly listener: Listener;
  readonly meter: Meter;
}

async function open(): Promise<Opened> {
  const log = new ScriptedLog();
  const meter = new Meter();
  const feed = (await RoomFeed.open('FEED', log, meter))!;
  return { log, feed, listener: new Listener(feed), meter };
}

/** Ticks that were on time, late and missing. */
async function ticksDue(meter: Meter): Promise<readonly (number | undefined)[]> {
  const values = await exposed(meter);
  return ['on_time', 'late', 'missing'].map((outcome) =>
    values.get(`playcode_ticks_total{outcome="${outcome}"}`),
  );
}

/** Milliseconds of silence, as the clock of the feed sees it, which stands still here. */
function later(milliseconds: number): number {
  return performance.now() + milliseconds;
}

describe('a feed', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('reads what it missed after a silence, and not more often than every 400 ms', async () => {
    const { log, feed, listener } = await open();
    const ticks = ticksOf(3, 1);
    log.ticks = ticks;
    const reads = log.reads;
    const now = later(500);
    for (let look = 0; look < 4; look += 1) feed.checkSilence(now + look * 90);
    await until('caught up', () => listener.replica!.state.tick === 3);
    expect(log.reads - reads).toBe(1);
    // What was read counts as heard: the room has an owner.
    expect(feed.checkSilence(later(500))).toBe(false);
  });

  it('seems to have no owner after a lease of silence, and once sooner if it was silent from its opening on', async () => {
    const { log, feed } = await open();
    expect(feed.checkSilence(later(390))).toBe(false);
    expect(feed.checkSilence(later(410))).toBe(true);
    expect(feed.checkSilence(later(900))).toBe(false);
    expect(feed.checkSilence(later(960))).toBe(true);
    log.publish(ticksOf(1, 1)[0]!);
    expect(feed.checkSilence(later(900))).toBe(false);
    const { log: lively, feed: heard } = await open();
    lively.publish(ticksOf(1, 1)[0]!);
    expect(heard.checkSilence(later(900))).toBe(false);
    expect(heard.checkSilence(later(960))).toBe(true);
  });

  it('says when the next silence can begin', async () => {
    const { feed } = await open();
    expect(feed.gapIn(later(100))).toBe(300);
    expect(feed.gapIn(later(500))).toBe(0);
  });

  it('knows who has a seat, by its snapshot and by the ticks since', async () => {
    const seated = Replica.begin(record.header);
    const join = (who: number, person: string) => ({ do: 'join', who, person, name: 'N' }) as const;
    seated.apply(encodeTick(seated.chain, 0, [join(1, 'stays'), join(2, 'leaves')]));
    class SeatedLog extends ScriptedLog {
      override async snapshot() {
        return { tick: 1, bytes: seated.snapshot() };
      }
    }
    const log = new SeatedLog();
    const leaves = encodeTick(seated.chain, 1, [{ do: 'leave', who: 2 }]);
    log.ticks = [
      { tick: 0, bytes: new Uint8Array() },
      { tick: 1, bytes: leaves },
    ];
    const feed = (await RoomFeed.open('FEED', log, new Meter()))!;
    expect(['stays', 'leaves', 'comes'].map((person) => feed.isSeated(person))).toEqual([true, false, false]);
    log.publish({ tick: 2, bytes: encodeTick(chainOf(leaves), 2, [join(3, 'comes')]) });
    expect(feed.isSeated('comes')).toBe(true);
  });

  it('begins anew when a known tick comes again with other bytes', async () => {
    const { log, listener } = await open();
    const ticks = ticksOf(4, 1);
    for (const tick of ticks) log.publish(tick);
    const other = ticksOf(3, 2);
    log.ticks = other;
    log.publish(other[2]!);
    await until('rewound', () => listener.rewinds === 1);
    expect(listener.replica!.state.tick).toBe(3);
  });

  it('passes nothing on that does not follow what its members have', async () => {
    const { log, listener } = await open();
    const ticks = ticksOf(4, 1);
    for (const tick of ticks) log.publish(tick);
    // The log was cut and has gone on otherwise, past what was seen, while no message came through.
    const other = ticksOf(8, 2);
    log.ticks = other;
    log.publish(other[6]!);
    await until('rewound', () => listener.rewinds === 1);
    expect(listener.replica!.state.tick).toBe(8);
    expect(listener.replica!.hash()).toBe(replay(other).hash());
    const more = ticksOf(10, 2);
    log.publish(more[8]!);
    expect(listener.replica!.state.tick).toBe(9);
  });

  it('tells its members of a room that nobody has put back', async () => {
    const { log, feed, listener } = await open();
    feed.checkSilence(later(6000));
    await until('read', () => log.reads === 2);
    expect(listener.isGone).toBe(false);
    log.record = null;
    let silence = 7000;
    await until('gone', () => {
      silence += 500;
      feed.checkSilence(later(silence));
      return listener.isGone;
    });
  });

  it('counts a silence by the ticks that it lacks, as it goes on', async () => {
    const { log, feed, meter } = await open();
    for (const tick of ticksOf(2, 1)) log.publish(tick);
    expect(await ticksDue(meter)).toEqual([1, 0, 0]);
    feed.checkSilence(later(600));
    expect(feed.isOwnerless(later(600))).toBe(false);
    expect(await ticksDue(meter)).toEqual([1, 0, 0]);
    feed.checkSilence(later(1500));
    feed.checkSilence(later(1500));
    expect(feed.isOwnerless(later(1500))).toBe(true);
    expect(await ticksDue(meter)).toEqual([1, 0, 9]);
    feed.checkSilence(later(30_000));
    expect(await ticksDue(meter)).toEqual([1, 0, 199]);
  });

  it('misses nothing in a room that has not begun, nor after the end of its match', async () => {
    const { log, feed, meter } = await open();
    feed.checkSilence(later(5000));
    expect(feed.isOwnerless(later(5000))).toBe(false);
    const ticks = ticksOf(2, 1);
    log.isFinished = true;
    log.ticks = ticks;
    for (const tick of ticks) log.publish(tick);
    await until('known to be over', () => {
      feed.checkSilence(later(450));
      return !feed.isOwnerless(later(5000));
    });
    feed.checkSilence(later(30_000));
    expect(await ticksDue(meter)).toEqual([1, 0, 0]);
  });

  it('does not open for a room that is not there', async () => {
    const log = new ScriptedLog();
    log.record = null;
    expect(await RoomFeed.open('FEED', log, new Meter())).toBeNull();
  });
});

function replay(ticks: readonly LoggedTick[]): Replica {
  const replica = Replica.begin(record.header);
  for (const tick of ticks) replica.apply(tick.bytes);
  return replica;
}
