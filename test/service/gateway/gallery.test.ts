import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import type { Spectator } from '../../../service/src/gateway/gallery.ts';
import { RoomFeed } from '../../../service/src/gateway/room-feed.ts';
import type { Framed } from '../../../service/src/gateway/wire.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { decodeServerFrames } from '../../../service/src/protocol/server-frame.ts';
import { encodeTick } from '../../../service/src/protocol/tick.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import type { OwnerToken } from '../../../service/src/rooms/room-log.ts';

const header = { code: 'WATCH', size: 'duel', bots: 2, rules: RULES_VERSION, countdown: 0 } as const;

/** A match that is logged tick by tick, and the feed through which a process hears it. */
class Room {
  readonly log = new MemoryRoomLog();
  readonly owner = Replica.begin(header);
  feed!: RoomFeed;
  #token!: OwnerToken;

  async open(): Promise<void> {
    const record = { header, match: 'match', isPublic: true, openedAt: 0 };
    this.#token = (await this.log.create(record))!;
    await this.keepSnapshot();
    this.feed = (await RoomFeed.open('WATCH', this.log, new Meter()))!;
  }

  async keepSnapshot(): Promise<void> {
    const { tick } = this.owner.state;
    await this.log.keepSnapshot('WATCH', this.#token, { tick, bytes: this.owner.snapshot() });
  }

  /** Plays so many ticks, 150 ms apart. */
  async play(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const { tick } = this.owner.state;
      const bytes = encodeTick(this.owner.chain, tick, []);
      this.owner.apply(bytes);
      await this.log.append('WATCH', this.#token, { tick, bytes }, false);
      await vi.advanceTimersByTimeAsync(150);
    }
  }
}

/** Follows what it is shown as a browser does. */
class Onlooker implements Spectator {
  replica: Replica | null = null;
  readonly frames: number[] = [];
  readonly shared: Framed[] = [];
  beginnings = 0;

  onBeginning(frames: readonly Framed[]): void {
    this.beginnings += 1;
    for (const frame of frames) this.#take(frame);
  }
  onFrame(frame: Framed): void {
    this.shared.push(frame);
    this.frames.push(decodeServerFrames(frame.payload).length);
    this.#take(frame);
  }

  #take({ payload }: Framed): void {
    for (const frame of decodeServerFrames(payload))
      if (frame.is === 'snapshot') this.replica = Replica.restore(frame.bytes);
      else this.replica!.apply(frame.bytes);
  }

  get tick(): number | undefined {
    return this.replica?.state.tick;
  }
}

describe('a gallery', () => {
  let room: Room;
  beforeEach(async () => {
    vi.useFakeTimers();
    room = new Room();
    await room.open();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows a match two seconds late, four ticks in a frame that is made once for all', async () => {
    const [one, other] = [new Onlooker(), new Onlooker()];
    room.feed.gallery.enter(one);
    room.feed.gallery.enter(other);
    expect(one.tick).toBe(0);
    await room.play(13);
    expect(one.frames).toEqual([]);
    await room.play(40);
    expect(new Set(one.frames)).toEqual(new Set([4]));
    // 53 ticks were played in 7.95 s; what is older than two seconds is 39 of them, in whole frames.
    expect(one.tick).toBe(36);
    expect(one.replica!.hash()).toBe(other.replica!.hash());
    for (const [index, frame] of one.shared.entries()) expect(other.shared[index]).toBe(frame);
  });

  it('lets a newcomer begin where the others are', async () => {
    const first = new Onlooker();
    room.feed.gallery.enter(first);
    await room.play(60);
    const late = new Onlooker();
    room.feed.gallery.enter(late);
    expect(late.tick).toBe(first.tick);
    await room.play(8);
    expect(late.replica!.hash()).toBe(first.replica!.hash());
    expect(late.beginnings).toBe(1);
  });

  it('shows the ticks of a match that has just begun, to whoever comes then', async () => {
    await room.play(3);
    const first = new Onlooker();
    room.feed.gallery.enter(first);
    expect(first.tick).toBe(0);
    await room.play(30);
    expect(first.tick).toBeGreaterThan(12);
  });

  it('lets the first wait until what it has is old enough', async () => {
    await room.play(50);
    await room.keepSnapshot();
    // The feed takes the newer snapshot once its tail is long.
    await room.play(12);
    const first = new Onlooker();
    room.feed.gallery.enter(first);
    expect(first.tick).toBeUndefined();
    await room.play(20);
    expect(first.tick).toBeGreaterThanOrEqual(50);
    expect(first.tick).toBeLessThanOrEqual(82 - 13);
  });

  it('shows the end when nothing more comes', async () => {
    const onlooker = new Onlooker();
    room.feed.gallery.enter(onlooker);
    await room.play(30);
    expect(onlooker.tick).toBeLessThan(30);
    await vi.advanceTimersByTimeAsync(2000);
    expect(onlooker.tick).toBe(30);
    expect(onlooker.replica!.hash()).toBe(room.owner.hash());
  });

  it('shows how it ended to whoever enters after the last tick', async () => {
    await room.play(50);
    await room.keepSnapshot();
    await room.play(12);
    await room.keepSnapshot();
    await vi.advanceTimersByTimeAsync(5000);
    const late = new Onlooker();
    room.feed.gallery.enter(late);
    await vi.advanceTimersByTimeAsync(2000);
    expect(late.tick).toBe(62);
  });

  it('begins anew for whoever fell behind, and forgets whoever leaves', async () => {
    const [slow, gone] = [new Onlooker(), new Onlooker()];
    room.feed.gallery.enter(slow);
    room.feed.gallery.enter(gone);
    await room.play(30);
    room.feed.gallery.leave(gone);
    const before = gone.tick;
    room.feed.gallery.begin(slow);
    expect(slow.beginnings).toBe(2);
    await room.play(12);
    expect(gone.tick).toBe(before);
    expect(slow.tick).toBeGreaterThan(before!);
  });
});
