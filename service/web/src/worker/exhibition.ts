import { RULES_VERSION, TICK_MS } from '../../../game/index.ts';
import { Replica } from '../../../src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../../src/protocol/tick.ts';

/** Bots in the match that the home screen shows. */
const BOTS = 12;

/** Ticks played before it is shown, so that there is something to see. */
const HEAD_START = 220;

/** Ticks after which another one begins. */
const LENGTH = 900;

/** A bots' match on this machine alone, for the home screen to look at. */
export class Exhibition {
  readonly #seed: number;
  #replica: Replica;
  #timer: ReturnType<typeof setInterval> | undefined;
  #round = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#replica = this.#begin();
  }

  /** Plays until `stop`: `begin` at each new match, `tick` for each tick's bytes. */
  play(begin: (replica: Replica) => void, tick: (bytes: Uint8Array) => void): void {
    const show = (): void => begin(Replica.restore(this.#replica.snapshot()));
    show();
    this.#timer = setInterval(() => {
      if (this.#replica.state.tick >= LENGTH || this.#replica.state.ending !== null) {
        this.#replica = this.#begin();
        show();
      }
      tick(this.#step());
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #begin(): Replica {
    this.#round += 1;
    const code = `SHOW${this.#seed}-${this.#round}`;
    this.#replica = Replica.begin({ code, size: 'small', bots: BOTS, rules: RULES_VERSION, countdown: 0 });
    for (let tick = 0; tick < HEAD_START; tick += 1) this.#step();
    return this.#replica;
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
