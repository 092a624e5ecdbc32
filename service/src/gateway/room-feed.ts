import { setTimeout as wait } from 'node:timers/promises';
import { fnv1a, TICK_MS } from '../../game/index.ts';
import type { Meter } from '../meter.ts';
import type { ServerMessage } from '../protocol/lobby.ts';
import { seatsOfSnapshot } from '../protocol/replica.ts';
import { decodeServerFrame, encodeServerFrame } from '../protocol/server-frame.ts';
import { chainOf, continues, decodeTick, type Entry } from '../protocol/tick.ts';
import type { Gathering } from '../rooms/gathering.ts';
import type { LoggedTick, Notice, RoomLog, RoomSnapshot, Unsubscribe } from '../rooms/room-log.ts';
import { TickTape } from '../rooms/tick-tape.ts';
import { Gallery } from './gallery.ts';
import { type Framed, framed } from './wire.ts';

/** One socket's side of a feed, or the gallery's. Frames are shared by all members: they must not be changed. */
export interface Member {
  onTick(tick: number, frame: Framed): void;
  onNotice(notice: Notice): void;
  /** A text message that is the same for all. */
  onText(text: string): void;
  /** What a right replica's hash was before `tick`. */
  onHash(tick: number, hash: number): void;
  /** The log has gone another way than the member has seen; it must begin anew. */
  onRewind(): void;
  /** The room is not in the log any more, and nobody has put it back. */
  onGone(): void;
}

/** After so much silence the log is read: a message may have been lost. */
export const GAP_MS = 400;

/** Seconds between two ticks of 0.15 s that still feel smooth; what comes later is late. */
const SMOOTH_SECONDS = 0.3;

/** After so much silence (the owner's lease and some chance) the room is taken to have no owner. */
const OWNERLESS_MS = 950;
const JITTER_MS = 150;

/** After so much silence it is looked up whether the room is there at all; its owner had the time to put it back. */
const VANISHED_MS = 5000;

/** How often, and how long apart, a room's first snapshot is looked for: its log may just be put back. */
const OPENING_LOOKS = 5;
const OPENING_MS = 200;

/** Who waits for a match is told so often who is there, whether or not that has changed: silence means a lost socket. */
const GATHERING_MS = 1000;

/** With so many ticks after the snapshot a newer one is fetched. */
const LONG_TAIL_TICKS = 60;

/**
 * A room as this process hears it, for all of its sockets: the newest snapshot, the ticks since, and every new tick.
 * It forwards bytes and knows nothing of the game.
 */
export class RoomFeed {
  readonly code: string;
  /** Id of the match. */
  match = '';
  /** Those who watch. */
  readonly gallery = new Gallery(this);
  readonly #log: RoomLog;
  readonly #meter: Meter;
  readonly #members = new Set<Member>();
  #snapshot: RoomSnapshot = { tick: 0, bytes: new Uint8Array() };
  /** The ticks since the snapshot. */
  #tail = new TickTape(0);
  /** Hash of all that was logged so far. */
  #chain = 0;
  #early: LoggedTick[] | null = [];
  #unsubscribe: Unsubscribe | undefined;
  #heardAt = performance.now();
  #hasHeard = false;
  #hasAskedEarly = false;
  #isOver = false;
  #missing = 0;
  #isForked = false;
  #gathering: string | null = null;
  #isLocked = false;
  #watchers = 0;
  #gatheringSaidAt = 0;
  #isReading = false;
  #readAfter = 0;
  #adoptAfter = 0;

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
        if (notice.tell === 'gathering') feed.#gather(notice.gathering);
        else if (notice.tell === 'watchers') feed.#count(notice.watchers);
        else for (const member of [...feed.#members]) member.onNotice(notice);
      },
    });
    try {
      const isThere = await feed.#begin();
      if (isThere) return feed;
    } catch (error) {
      await feed.close();
      throw error;
    }
    await feed.close();
    return null;
  }

  async #begin(): Promise<boolean> {
    let snapshot = await this.#log.snapshot(this.code);
    for (let look = 1; look < OPENING_LOOKS && snapshot === null; look += 1) {
      await wait(OPENING_MS);
      snapshot = await this.#log.snapshot(this.code);
    }
    if (snapshot === null) return false;
    this.#take(snapshot);
    this.match = (await this.#log.find(this.code))?.match ?? '';
    const gathering = await this.#log.gathering(this.code);
    if (gathering !== null && this.#gathering === null) this.#keepGathering(gathering);
    this.#watchers = await this.#log.watchers(this.code);
    const logged = await this.#log.range(this.code, snapshot.tick);
    const early = this.#early ?? [];
    this.#early = null;
    for (const tick of [...logged, ...early]) this.#accept(tick);
    this.#heardAt = performance.now();
    return true;
  }

  /** Number of the tick that comes next. */
  get nextTick(): number {
    return this.#tail.next;
  }

  /** Frames that bring a client from nothing to now: a snapshot and the ticks since. */
  catchUp(): readonly Framed[] {
    const snapshot = framed(encodeServerFrame({ is: 'snapshot', bytes: this.#snapshot.bytes }));
    return [snapshot, ...this.ticksFrom(this.#snapshot.tick).map(frameOf)];
  }

  /** Whether somebody has a seat in the match, as far as it was heard. */
  isSeated(person: string): boolean {
    const seats = new Map(seatsOfSnapshot(this.#snapshot.bytes).map((seat) => [seat.who, seat.person]));
    const logged = this.ticksFrom(this.#snapshot.tick);
    for (const entry of logged.flatMap(({ bytes }) => decodeTick(bytes).entries)) {
      if (entry.do === 'join') seats.set(entry.who, entry.person);
      if (entry.do === 'leave') seats.delete(entry.who);
    }
    return [...seats.values()].includes(person);
  }

  /** The text that says who has come to a private room; `null` in one that waits for nobody. */
  get gathering(): string | null {
    return this.#gathering;
  }

  /** Whether the room's host lets nobody else in. */
  get isLocked(): boolean {
    return this.#isLocked;
  }

  /** How many spectators there are, over all processes. */
  get watchers(): number {
    return this.#watchers;
  }

  /** A snapshot and the ticks from there to one that is not included; `null` if the snapshot is newer. */
  historyUntil(
    tick: number,
  ): { readonly snapshot: Uint8Array; readonly ticks: readonly Uint8Array[] } | null {
    if (this.#snapshot.tick > tick) return null;
    const ticks = this.ticksFrom(this.#snapshot.tick).filter((each) => each.tick < tick);
    return { snapshot: this.#snapshot.bytes, ticks: ticks.map(({ bytes }) => bytes) };
  }

  /** The ticks since the snapshot, from one on. */
  ticksFrom(tick: number): readonly LoggedTick[] {
    return this.#tail.from(tick);
  }

  join(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
  }

  /** In how many ms `checkSilence` will have something to do, if nothing is heard until then. */
  gapIn(now: number): number {
    return Math.max(0, GAP_MS - (now - this.#heardAt));
  }

  /** To be called often in a silence: reads the log after a silence; `true` if the room seems to have no owner. */
  checkSilence(now: number): boolean {
    const silence = now - this.#heardAt;
    if (silence > GAP_MS && now >= this.#readAfter) {
      this.#readAfter = now + GAP_MS;
      void this.#read(() => (silence > VANISHED_MS ? this.#checkGone() : this.#fillGap()));
    }
    if (this.isOwnerless(now)) this.#countMissing(silence);
    // Nobody may have run it for long: whoever opens it need not wait for a whole lease.
    if (!this.#hasHeard && !this.#hasAskedEarly && silence > GAP_MS) {
      this.#hasAskedEarly = true;
      return true;
    }
    if (silence < OWNERLESS_MS || now < this.#adoptAfter) return false;
    this.#adoptAfter = now + OWNERLESS_MS + Math.random() * JITTER_MS;
    return true;
  }

  /** Whether a match that has been heard of, and has not ended, seems to have no owner. */
  isOwnerless(now: number): boolean {
    return this.#hasHeard && !this.#isOver && now - this.#heardAt >= OWNERLESS_MS;
  }

  async close(): Promise<void> {
    await this.#unsubscribe?.();
  }

  #observeGap(seconds: number): void {
    this.#meter.observe('playcode_tick_gap_seconds', {}, seconds);
    const outcome = seconds > SMOOTH_SECONDS ? 'late' : 'on_time';
    this.#meter.count('playcode_ticks_total', { outcome });
  }

  /** Counts the ticks that a silence lacks so far: as one long gap it would weigh no more than a short one. */
  #countMissing(silence: number): void {
    const missing = Math.floor(silence / TICK_MS) - 1;
    this.#meter.count('playcode_ticks_total', { outcome: 'missing' }, missing - this.#missing);
    this.#missing = missing;
  }

  #hear(tick: LoggedTick): void {
    if (this.#early !== null) {
      this.#early.push(tick);
      return;
    }
    const now = performance.now();
    if (this.#hasHeard) this.#observeGap((now - this.#heardAt) / 1000);
    this.#heardAt = now;
    this.#hasHeard = true;
    this.#isOver = false;
    this.#missing = 0;
    if (tick.tick > this.nextTick) void this.#read(() => this.#fillGap());
    else this.#accept(tick);
  }

  /** Until the match has started, word of who is there is the room's sign of life. */
  #gather(gathering: Gathering): void {
    const now = performance.now();
    if (!gathering.isStarted) this.#heardAt = now;
    const said = this.#gathering;
    const text = this.#keepGathering(gathering);
    if (text === said && now - this.#gatheringSaidAt < GATHERING_MS) return;
    this.#gatheringSaidAt = now;
    for (const member of [...this.#members]) member.onText(text);
  }

  #keepGathering(gathering: Gathering): string {
    const text = JSON.stringify({ type: 'gathering', ...gathering } satisfies ServerMessage);
    this.#gathering = text;
    this.#isLocked = gathering.isLocked;
    return text;
  }

  #count(watchers: number): void {
    if (watchers === this.#watchers) return;
    this.#watchers = watchers;
    const text = JSON.stringify({ type: 'watchers', count: watchers } satisfies ServerMessage);
    for (const member of [...this.#members]) member.onText(text);
  }

  /** Passes the next tick on and drops what is known already; what does not follow is another history. */
  #accept(tick: LoggedTick): void {
    if (tick.tick !== this.nextTick) {
      const known = this.#chainAfter(tick.tick);
      if (known !== undefined && known !== chainOf(tick.bytes)) this.#isForked = true;
    } else if (!continues(this.#chain, tick.bytes)) this.#isForked = true;
    else this.#pass(tick);
    if (this.#isForked) void this.#read(() => this.#rewind());
  }

  #pass(tick: LoggedTick): void {
    this.#keep(tick);
    const frame = frameOf(tick);
    for (const member of this.#members) member.onTick(tick.tick, frame);
    if (this.#tail.length > LONG_TAIL_TICKS) void this.#read(() => this.#refresh());
  }

  /** Adds the next tick to the tail. */
  #keep({ bytes }: LoggedTick): void {
    this.#tail.append(bytes);
    this.#chain = chainOf(bytes);
  }

  /** The chain after a tick of the tail; `undefined` after any other. */
  #chainAfter(tick: number): number | undefined {
    const bytes = this.#tail.at(tick);
    return bytes && chainOf(bytes);
  }

  /** One reading of the log at a time; one that fails is tried again after the next silence. */
  async #read(reading: () => Promise<void>): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      await reading();
    } catch {
      // The log is away. Silence goes on, and with it the attempts.
    } finally {
      this.#isReading = false;
    }
  }

  async #fillGap(): Promise<void> {
    const missed = await this.#log.range(this.code, this.nextTick);
    if (missed.length === 0) {
      // Nothing comes after a match's end, and nothing is missing.
      this.#isOver ||= (await this.#log.finished()).includes(this.code);
      return;
    }
    this.#meter.count('playcode_gap_fills_total', {});
    this.#heardAt = performance.now();
    this.#missing = 0;
    for (const tick of missed) this.#accept(tick);
    // Reading goes on here, because one reading cannot begin another.
    if (this.#isForked) await this.#rewind();
  }

  async #checkGone(): Promise<void> {
    await this.#fillGap();
    if ((await this.#log.find(this.code)) !== null) return;
    for (const member of [...this.#members]) member.onGone();
  }

  async #refresh(): Promise<void> {
    const snapshot = await this.#log.snapshot(this.code);
    if (snapshot === null || snapshot.tick <= this.#snapshot.tick) return;
    if (this.#chainAfter(snapshot.tick - 1) === chainOf(snapshot.bytes)) this.#take(snapshot);
  }

  /** The log was cut and has gone on otherwise: everybody begins anew from what it holds now. */
  async #rewind(): Promise<void> {
    const snapshot = await this.#log.snapshot(this.code);
    if (snapshot === null) return;
    const logged = await this.#log.range(this.code, snapshot.tick);
    this.#isForked = false;
    this.#tail = new TickTape(snapshot.tick);
    this.#take(snapshot);
    for (const tick of logged) if (continues(this.#chain, tick.bytes)) this.#keep(tick);
    for (const member of [...this.#members]) member.onRewind();
  }

  #take(snapshot: RoomSnapshot): void {
    this.#snapshot = snapshot;
    this.#tail.dropBefore(snapshot.tick);
    if (this.#tail.length === 0) this.#chain = chainOf(snapshot.bytes);
    const hash = fnv1a(snapshot.bytes);
    for (const member of [...this.#members]) member.onHash(snapshot.tick, hash);
  }
}

/** What happens in the tick that a frame carries. */
export function entriesOf({ payload }: Framed): readonly Entry[] {
  return decodeTick(decodeServerFrame(payload).bytes).entries;
}

/** A tick's frame, to be made once for all sockets. */
function frameOf({ bytes }: LoggedTick): Framed {
  return framed(encodeServerFrame({ is: 'tick', bytes }));
}
