import { fnv1a } from '../../game/index.ts';
import type { Meter } from '../meter.ts';
import { encodeServerFrame } from '../protocol/server-frame.ts';
import type { LoggedTick, Notice, RoomLog, RoomSnapshot, Unsubscribe } from '../rooms/room-log.ts';

/** One socket's side of a feed. Frames are shared by all members: they must not be changed. */
export interface Member {
  onTick(tick: number, frame: Uint8Array): void;
  onNotice(notice: Notice): void;
}

/** A tick with its frame, made once for all sockets. */
interface FramedTick {
  readonly tick: number;
  readonly frame: Uint8Array;
}

/** With so many ticks after the snapshot a newer one is fetched. */
const LONG_TAIL_TICKS = 60;

/**
 * A room as this process hears it, for all of its sockets: the newest snapshot, the ticks since, and every new tick.
 * It forwards bytes and knows nothing of the game.
 */
export class RoomFeed {
  readonly code: string;
  readonly #log: RoomLog;
  readonly #meter: Meter;
  readonly #members = new Set<Member>();
  #snapshot: RoomSnapshot = { tick: 0, bytes: new Uint8Array() };
  #hash = 0;
  #tail: FramedTick[] = [];
  #early: LoggedTick[] | null = [];
  #unsubscribe: Unsubscribe | undefined;
  #heardAt: number | undefined;
  #isRefreshing = false;

  private constructor(code: string, log: RoomLog, meter: Meter) {
    this.code = code;
    this.#log = log;
    this.#meter = meter;
  }

  /** Subscribes first and reads the log then, so that no tick falls between. `null` if the room is gone. */
  static async open(code: string, log: RoomLog, meter: Meter): Promise<RoomFeed | null> {
    const feed = new RoomFeed(code, log, meter);
    feed.#unsubscribe = await log.follow(code, {
      onTick: (tick) => feed.#hear(tick),
      onNotice: (notice) => {
        for (const member of [...feed.#members]) member.onNotice(notice);
      },
    });
    const snapshot = await log.snapshot(code);
    if (snapshot === null) {
      await feed.close();
      return null;
    }
    feed.#take(snapshot);
    const logged = await log.range(code, snapshot.tick);
    const early = feed.#early ?? [];
    feed.#early = null;
    for (const tick of [...logged, ...early]) feed.#accept(tick);
    return feed;
  }

  /** Number of the tick that comes next. */
  get nextTick(): number {
    return (this.#tail.at(-1)?.tick ?? this.#snapshot.tick - 1) + 1;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** Frames that bring a client from nothing to now: a snapshot and the ticks since. */
  catchUp(): readonly Uint8Array[] {
    const snapshot = encodeServerFrame({ is: 'snapshot', bytes: this.#snapshot.bytes });
    return [snapshot, ...this.#tail.map(({ frame }) => frame)];
  }

  /** Whether a client's hash before a tick is wrong; `false` where this process cannot know. */
  disagrees(tick: number, hash: number): boolean {
    return tick === this.#snapshot.tick && hash !== this.#hash;
  }

  join(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
  }

  async close(): Promise<void> {
    await this.#unsubscribe?.();
  }

  #hear(tick: LoggedTick): void {
    if (this.#early !== null) {
      this.#early.push(tick);
      return;
    }
    const now = performance.now();
    if (this.#heardAt !== undefined)
      this.#meter.observe('playcode_tick_gap_seconds', {}, (now - this.#heardAt) / 1000);
    this.#heardAt = now;
    if (tick.tick > this.nextTick) void this.#fillGap();
    else this.#accept(tick);
  }

  /** Drops what is known already and passes the next tick on. */
  #accept(tick: LoggedTick): void {
    if (tick.tick !== this.nextTick) return;
    const framed = { tick: tick.tick, frame: encodeServerFrame({ is: 'tick', bytes: tick.bytes }) };
    this.#tail.push(framed);
    for (const member of [...this.#members]) member.onTick(framed.tick, framed.frame);
    if (this.#tail.length > LONG_TAIL_TICKS && !this.#isRefreshing) void this.#refresh();
  }

  async #fillGap(): Promise<void> {
    for (const tick of await this.#log.range(this.code, this.nextTick)) this.#accept(tick);
  }

  async #refresh(): Promise<void> {
    this.#isRefreshing = true;
    const snapshot = await this.#log.snapshot(this.code);
    if (snapshot !== null && snapshot.tick > this.#snapshot.tick) this.#take(snapshot);
    this.#isRefreshing = false;
  }

  #take(snapshot: RoomSnapshot): void {
    this.#snapshot = snapshot;
    this.#hash = fnv1a(snapshot.bytes);
    this.#tail = this.#tail.filter(({ tick }) => tick >= snapshot.tick);
  }
}
