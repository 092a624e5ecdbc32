import { encodeServerFrame, encodeTicksFrame } from '../protocol/server-frame.ts';
import type { Member, RoomFeed } from './room-feed.ts';
import { type Framed, framed } from './wire.ts';

/** One spectator's side of a gallery. Frames are shared by all: they must not be changed. */
export interface Spectator {
  /** Where to begin: a snapshot and the ticks since. */
  onBeginning(frames: readonly Framed[]): void;
  onFrame(frame: Framed): void;
}

/** Spectators see a match so many milliseconds late, so that nobody plays by what a friend on the gallery sees. */
const LATE_MS = 2000;

/** The same in ticks, for whoever begins: so far behind the newest. */
const LATE_TICKS = 14;

/** Ticks in one frame: spectators need not see each at once, and a frame costs more than what it carries. */
const TICKS_PER_FRAME = 4;

interface HeldTick {
  readonly tick: number;
  readonly bytes: Uint8Array;
  readonly heardAt: number;
}

/** All who watch a room at this process: they see its ticks late, four in a frame that is made once for all. */
export class Gallery implements Member {
  readonly #feed: RoomFeed;
  readonly #watching = new Set<Spectator>();
  /** Those who wait until the gallery has come to where they can begin. */
  readonly #entering = new Set<Spectator>();
  #held: HeldTick[] = [];
  /** The tick that is to be shown next. */
  #next = 0;
  /** Shows what is held when nothing more is heard: the end of a match, or a pause. */
  #quiet: NodeJS.Timeout | undefined;

  constructor(feed: RoomFeed) {
    this.#feed = feed;
  }

  enter(spectator: Spectator): void {
    if (this.#watching.size + this.#entering.size === 0) this.#open(performance.now());
    this.begin(spectator);
  }

  /** Lets a spectator begin, anew if need be, as soon as there is where. */
  begin(spectator: Spectator): void {
    this.#watching.delete(spectator);
    this.#entering.add(spectator);
    this.#admit();
  }

  leave(spectator: Spectator): void {
    this.#watching.delete(spectator);
    this.#entering.delete(spectator);
    if (this.#watching.size + this.#entering.size > 0) return;
    this.#feed.leave(this);
    this.#held = [];
    clearTimeout(this.#quiet);
  }

  /** Begins to hear the feed, as if it had been heard for some time. */
  #open(now: number): void {
    const { nextTick } = this.#feed;
    this.#next = Math.max(0, nextTick - LATE_TICKS);
    this.#held = this.#feed.ticksFrom(this.#next).map(({ tick, bytes }) => {
      return { tick, bytes, heardAt: now - ((nextTick - tick) * LATE_MS) / LATE_TICKS };
    });
    this.#feed.join(this);
    this.#awaitQuiet();
  }

  #awaitQuiet(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#showRest(), LATE_MS).unref();
  }

  onTick(tick: number, frame: Framed): void {
    const now = performance.now();
    this.#held.push({ tick, bytes: frame.payload.subarray(1), heardAt: now });
    this.#awaitQuiet();
    while ((this.#held[TICKS_PER_FRAME - 1]?.heardAt ?? now) <= now - LATE_MS) this.#show(TICKS_PER_FRAME);
  }

  onText(): void {
    // Whoever watches hears the feed's texts and notices from the feed, and at once.
  }

  onNotice(): void {
    // As above.
  }

  onHash(): void {
    // Hashes of those who watch come too late to be compared.
  }

  /** Everybody begins anew where the log goes on. */
  onRewind(): void {
    this.#held = [];
    this.#next = this.#feed.nextTick;
    for (const spectator of [...this.#watching, ...this.#entering]) this.begin(spectator);
  }

  onGone(): void {
    // As with texts.
  }

  /** All that there is: whoever enters after the last tick begins with it. */
  #showRest(): void {
    this.#show(this.#held.length);
    this.#next = this.#feed.nextTick;
    this.#admit();
  }

  #show(count: number): void {
    const ticks = this.#held.splice(0, count);
    if (ticks.length === 0) return;
    this.#next = ticks.at(-1)!.tick + 1;
    const frame = framed(encodeTicksFrame(ticks.map(({ bytes }) => bytes)));
    for (const spectator of [...this.#watching]) spectator.onFrame(frame);
    this.#admit();
  }

  #admit(): void {
    if (this.#entering.size === 0) return;
    const beginning = this.#feed.historyUntil(this.#next);
    if (beginning === null) return;
    const { snapshot, ticks } = beginning;
    const frames = [framed(encodeServerFrame({ is: 'snapshot', bytes: snapshot }))];
    if (ticks.length > 0) frames.push(framed(encodeTicksFrame(ticks)));
    for (const spectator of this.#entering) {
      this.#watching.add(spectator);
      spectator.onBeginning(frames);
    }
    this.#entering.clear();
  }
}
