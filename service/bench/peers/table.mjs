// Plain JavaScript, as all of the peers: what they need is not installed with the repository, so nothing here is compiled
// or type-checked with it. A match as the peers run it: the same rules as the service, the turns that wait, and what a
// tick did.
const { RULES } = await import(process.env.RULES);

export const TICK_MS = RULES.tickMs;

/** Most turns of one player that wait, as in the service. */
const MOST_WAITING = 2;

export class Table {
  #joins = 0;
  #turns = new Map();

  constructor(code, size) {
    this.state = RULES.createMatch({ code, size, bots: 0, rules: RULES.version, countdown: 0 });
    this.before = this.state;
    this.waiting = [];
  }

  /** Number of a new player, who comes in with the next tick. */
  sit() {
    this.#joins += 1;
    this.waiting.push({ do: 'join', who: this.#joins });
    return this.#joins;
  }

  turn(who, dir) {
    const turns = this.#turns.get(who) ?? [];
    this.#turns.set(who, turns);
    if (turns.length < MOST_WAITING) turns.push(dir);
  }

  /** One tick of the rules; what it did stands in `before` and `state`. */
  step() {
    const inputs = this.waiting.splice(0);
    for (const player of this.state.players) {
      const dir = this.#turns.get(player.who)?.shift();
      if (dir !== undefined) inputs.push({ do: 'turn', who: player.who, seq: player.seq + 1, dir });
    }
    this.before = this.state;
    this.state = RULES.step(this.state, inputs).state;
  }

  /** Cells whose owner the tick changed, each followed by its owner. */
  changedLand() {
    const changes = [];
    const { land } = this.state;
    for (let cell = 0; cell < land.length; cell += 1)
      if (land[cell] !== this.before.land[cell]) changes.push(cell, land[cell]);
    return changes;
  }

  /** Players, each with how they were before the tick. */
  *players() {
    const earlier = new Map(this.before.players.map((player) => [player.who, player]));
    for (const player of this.state.players) yield [player, earlier.get(player.who)];
  }
}
