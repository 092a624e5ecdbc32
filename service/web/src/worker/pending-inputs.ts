import { type Direction, type Heading, NOWHERE, type Player } from '../../../game/index.ts';
import type { Inputs } from '../../../src/protocol/packet.ts';

/** Turns on the way at once: more would be played out long after the thumb has moved on. */
const MOST_ON_THE_WAY = 3;

/** Milliseconds after which unacknowledged turns are sent again. */
const RESEND_MS = 300;

/**
 * The turns that no logged tick has acknowledged yet. They are numbered from the last one that the log contains, so
 * that whatever was sent earlier from the same seat (before a reload, say) is not mistaken for them.
 */
export class PendingInputs {
  #who = 0;
  #logged = 0;
  #dirs: Direction[] = [];
  /** The latest turn that could not go out yet: too many on the way, or not on the board. */
  #wish: Direction | null = null;
  #sentAt = Number.NEGATIVE_INFINITY;
  #changed = false;

  /** The direction that the player will have when everything is played. */
  get wanted(): Direction | null {
    return this.#wish ?? this.#dirs.at(-1) ?? null;
  }

  /** Takes the player's place in the log from a snapshot, or from the tick that seated the player. */
  sit(player: Player): void {
    if (player.who === this.#who) this.#dirs.splice(0, Math.max(0, player.seq - this.#logged));
    else this.#dirs = [];
    this.#who = player.who;
    this.#logged = player.seq;
    this.resendAll();
  }

  /** Nobody is seated: nothing can be sent. */
  stand(): void {
    this.#who = 0;
    this.#dirs = [];
  }

  /** The player wants to go in a direction. */
  press(dir: Direction, player: Player | undefined): void {
    this.#wish = dir;
    if (player !== undefined) this.follow(player);
  }

  /** Puts a waiting turn on its way if the player's situation lets it: on the board, and not given up for lost. */
  follow(player: Player): void {
    if (this.#wish === null || player.who !== this.#who) return;
    if (player.at === NOWHERE || player.lostAt >= 0) return;
    const last: Heading = this.#dirs.at(-1) ?? player.heading;
    if (last !== this.#wish) {
      if (this.#dirs.length === MOST_ON_THE_WAY) return;
      this.#dirs.push(this.#wish);
      this.#changed = true;
    }
    this.#wish = null;
  }

  /**
   * A logged tick contains a turn of this seat. One that was played while the player counted as lost had no effect:
   * it is wished again.
   */
  acknowledge(who: number, seq: number, dir: Direction, wasLost: boolean): void {
    if (who !== this.#who || seq <= this.#logged) return;
    this.#logged = seq;
    if (this.#dirs[0] === dir) this.#dirs.shift();
    else this.#changed = this.#dirs.length > 0;
    if (wasLost && this.#dirs.length === 0) this.#wish ??= dir;
  }

  /** The connection is another one: everything goes out again. */
  resendAll(): void {
    this.#changed = this.#dirs.length > 0;
  }

  /** The packet that is due at a time in milliseconds, if one is. */
  due(now: number): Inputs | null {
    if (this.#dirs.length === 0) return null;
    if (!this.#changed && now - this.#sentAt < RESEND_MS) return null;
    this.#changed = false;
    this.#sentAt = now;
    return { is: 'inputs', who: this.#who, first: this.#logged + 1, dirs: [...this.#dirs] };
  }
}
