/** Arrivals that the clock of the playback is set by: about five seconds of ticks. */
const MOST_ARRIVALS = 32;

/** How much faster or slower than life the playback goes to meet its goal. */
const CORRECTION = 0.12;

/** Ticks off the goal beyond which it jumps there. */
const JUMP_TICKS = 4;

/** What the playback needs to know of a frame. */
interface Numbered {
  readonly tick: number;
}

/** How much of the network's unevenness is waited for, in ticks: a player's seconds count, a watcher's do not. */
const PLAYER_SLACK_TICKS = 1.2;
const WATCHER_SLACK_TICKS = 5;

/**
 * Plays frames that arrive unevenly evenly: time goes on in fractions of a tick, about one tick behind the newest
 * frame when the network is calm, and somewhat further behind when recent delays ask for it. Positions are only ever
 * shown between two ticks that came; nothing is guessed ahead.
 */
export class Playback<Frame extends Numbered> {
  readonly #tickMs: number;
  #queue: Frame[] = [];
  /** When recent frames came, as the time at which tick 0 would have come with them. */
  #offsets: number[] = [];
  #playhead = 0;
  #newest = 0;
  #at: number | null = null;
  /** Nobody plays here: smooth is worth more than soon. */
  watching = false;

  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** Where the playback stands: whole part, the frame that was applied last; rest, the way to the next. */
  get playhead(): number {
    return this.#playhead;
  }

  /** The frame after the one that was applied last, if it has come. */
  get upcoming(): Frame | undefined {
    return this.#queue[0];
  }

  /** Begins at a frame that is shown at once. */
  begin(frame: Frame, now: number): void {
    this.#queue = [];
    this.#offsets = [now - frame.tick * this.#tickMs];
    this.#playhead = frame.tick;
    this.#newest = frame.tick;
    this.#at = now;
  }

  /** Another frame came. */
  push(frame: Frame, now: number): void {
    this.#queue.push(frame);
    this.#newest = frame.tick;
    this.#offsets.push(now - frame.tick * this.#tickMs);
    if (this.#offsets.length > MOST_ARRIVALS) this.#offsets.shift();
  }

  /** Goes on to a time; returns the frames to apply, oldest first. */
  advance(now: number): Frame[] {
    const elapsed = this.#at === null ? 0 : Math.max(0, now - this.#at);
    this.#at = now;
    const slack = (this.watching ? WATCHER_SLACK_TICKS : PLAYER_SLACK_TICKS) * this.#tickMs;
    const offset = Math.min(Math.max(...this.#offsets), Math.min(...this.#offsets) + slack);
    const goal = (now - offset) / this.#tickMs - 1;
    const behind = goal - this.#playhead;
    if (Math.abs(behind) > JUMP_TICKS) this.#playhead = goal;
    else {
      const pace = 1 + Math.max(-CORRECTION, Math.min(CORRECTION, behind));
      this.#playhead += (elapsed / this.#tickMs) * pace;
    }
    this.#playhead = Math.min(this.#playhead, this.#newest);
    const due: Frame[] = [];
    while (this.#queue[0] !== undefined && this.#queue[0].tick <= this.#playhead)
      due.push(this.#queue.shift()!);
    return due;
  }
}
