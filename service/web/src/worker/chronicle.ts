import type { State } from '../../../game/index.ts';

/** Ticks between two samples: one point of the chart each 1.5 seconds. */
const SAMPLE_TICKS = 10;

/** One player's land over time, in cells: `cells[i]` at tick `ticks[i]` of the story. */
export interface Story {
  readonly ticks: readonly number[];
  readonly cells: ReadonlyMap<number, readonly number[]>;
}

/** Writes down how much land everybody had, from the moment one came to watch. */
export class Chronicle {
  #ticks: number[] = [];
  readonly #cells = new Map<number, number[]>();

  /** Takes a sample if one is due; the last state of a match always is. */
  note(state: State): void {
    this.#forgetAfter(state.tick);
    const due = state.tick % SAMPLE_TICKS === 0 || this.#ticks.length === 0 || state.ending !== null;
    if (!due || this.#ticks.at(-1) === state.tick) return;
    for (const player of state.players) {
      const cells = this.#cells.get(player.who) ?? new Array<number>(this.#ticks.length).fill(0);
      this.#cells.set(player.who, cells);
      while (cells.length < this.#ticks.length) cells.push(0);
      cells.push(player.cells);
    }
    this.#ticks.push(state.tick);
  }

  /** The log may have lost its end, and the match gone on from before it. */
  #forgetAfter(tick: number): void {
    if ((this.#ticks.at(-1) ?? 0) <= tick) return;
    this.#ticks = this.#ticks.filter((noted) => noted <= tick);
    for (const cells of this.#cells.values()) cells.splice(this.#ticks.length);
  }

  /** The story of some players. */
  tell(whos: readonly number[]): Story {
    const cells = new Map<number, readonly number[]>();
    for (const who of whos) {
      const line = this.#cells.get(who) ?? [];
      cells.set(who, [...line, ...new Array<number>(this.#ticks.length - line.length).fill(0)]);
    }
    return { ticks: [...this.#ticks], cells };
  }
}
