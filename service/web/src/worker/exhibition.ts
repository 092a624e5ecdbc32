import { RULES_VERSION, TICK_MS } from '../../../game/index.ts';
import { Replica } from '../../../src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../../src/protocol/tick.ts';

/** Bots in the match that the home screen shows. */
const BOTS = 12;

/** Ticks played before it is shown, so that there is something to see; and how many of them at a stretch. */
const HEAD_START = 220;
const STRETCH = 8;

/** Ticks after which another one begins. */
const LENGTH = 900;

/** A bots' match on this machine alone, for the home screen to look at. */
export class Exhibition {
  readonly #seed: number;
  #replica: Replica;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#replica = this.#anew();
  }

  /** Plays until `stop`: `begin` at each new match, `tick` for each tick's bytes. */
  play(begin: (replica: Replica) => void, tick: (bytes: Uint8Array) => void): void {
    const { state } = this.#replica;
    if (state.tick < HEAD_START) {
      for (let n = 0; n < STRETCH; n += 1) this.#step();
      // Whoever presses play meanwhile does not wait for the rest.
      this.#timer = setTimeout(() => this.play(begin, tick), 0);
      return;
    }
    begin(Replica.restore(this.#replica.snapshot()));
    this.#timer = setInterval(() => {
      tick(this.#step());
      if (this.#replica.state.tick < LENGTH && this.#replica.state.ending === null) return;
      this.stop();
      this.#replica = this.#anew();
      this.play(begin, tick);
    }, TICK_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #anew(): Replica {
    this.#round += 1;
    const code = `SHOW${this.#seed}-${this.#round}`;
    return Replica.begin({ code, size: 'small', bots: BOTS, rules: RULES_VERSION, countdown: 0 });
  }

  /** Bots alone would be an abandoned match: someone without a name stands in a corner of it. */
  #step(): Uint8Array {
    const { state, chain } = this.#replica;
    const someone: Entry = { do: 'join', who: 1, person: 'nobody', name: '' };
    const bytes = encodeTick(chain, state.tick, state.tick === 0 ? [someone] : []);
    this.#replica.apply(bytes);
    return bytes;
  }
}
