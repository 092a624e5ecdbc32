import type { Direction } from '../../game/index.ts';
import type { Replica } from '../protocol/replica.ts';
import type { Entry } from '../protocol/tick.ts';
import type { Petition } from './petition.ts';
import { Presence } from './presence.ts';

/** Most turns of one player that wait for their tick. */
const MOST_WAITING_TURNS = 2;

/** What became of a turn that arrived. */
export type TurnOutcome = 'queued' | 'repeated' | 'refused';

interface Turn {
  readonly seq: number;
  readonly dir: Direction;
  readonly arrivedAt: number;
}

interface Applicant {
  readonly person: string;
  readonly name: string;
  /** Whether it has been heard that there is no seat now. */
  isTold: boolean;
}

/** The next tick's entries, and when each of its turns arrived. */
export interface Draft {
  readonly entries: readonly Entry[];
  readonly arrivals: readonly number[];
}

/** What an owner has been asked and has not logged yet. Pure bookkeeping: times are handed in, in milliseconds. */
export class Intake {
  readonly #presence: Presence;
  /** Those who want a seat, in the order in which they came. */
  readonly #sitting = new Map<string, Applicant>();
  readonly #connections = new Map<string, string>();
  readonly #fates = new Map<number, 'leave' | 'lost' | 'back'>();
  readonly #turns = new Map<number, Turn[]>();

  constructor(now: number) {
    this.#presence = new Presence(now);
  }

  /** Takes what a gateway asks. Returns what became of each turn. */
  take(petition: Petition, replica: Replica, now: number): TurnOutcome[] {
    const seat = replica.seatOf(petition.person);
    this.#presence.hear(petition.person, now);
    switch (petition.ask) {
      case 'sit':
        this.#connections.set(petition.person, petition.connection);
        if (seat === undefined) this.#sitting.set(petition.person, { ...petition, isTold: false });
        else this.#setFate(seat.who, 'back');
        return [];
      case 'lost':
        if ((this.#connections.get(petition.person) ?? petition.connection) !== petition.connection)
          return [];
        this.#connections.delete(petition.person);
        this.#sitting.delete(petition.person);
        if (seat !== undefined) this.#setFate(seat.who, 'lost');
        return [];
      case 'leave':
        this.#sitting.delete(petition.person);
        if (seat !== undefined) this.#setFate(seat.who, 'leave');
        return [];
      case 'host':
        return [];
      case 'turn':
        if (seat?.who !== petition.who) return petition.dirs.map(() => 'refused');
        // Whoever turns is here, also if the word of a socket that was lost came later than that of the next.
        if ((replica.rules.playerOf(replica.state, seat.who)?.lostAt ?? -1) >= 0)
          this.#setFate(seat.who, 'back');
        return petition.dirs.map((dir, index) =>
          this.#takeTurn(replica, petition.who, { seq: petition.first + index, dir, arrivedAt: now }),
        );
    }
  }

  /** Whether nobody waits for a seat. */
  get isIdle(): boolean {
    return this.#sitting.size === 0;
  }

  /** Takes those for lost of whom nothing was heard for long; gateways repeat themselves while a socket is open. */
  missAbsent(replica: Replica, now: number): void {
    const seated = [...replica.seats.values()];
    const people = new Set([...seated.map(({ person }) => person), ...this.#sitting.keys()]);
    const absent = new Set(this.#presence.absent(people, now));
    for (const { person, who } of seated) if (absent.has(person)) this.#setFate(who, 'lost');
    for (const person of absent) this.#sitting.delete(person);
  }

  /** The next tick's entries: fates first, then one turn for each other player, then joins while seats are free. */
  draft(replica: Replica): Draft {
    const { rules, state } = replica;
    const entries: Entry[] = [];
    const arrivals: number[] = [];
    for (const [who, fate] of this.#fates) {
      if (isNews(replica, who, fate)) entries.push({ do: fate, who });
      else this.#fates.delete(who);
    }
    for (const [who, turns] of this.#turns) {
      const turn = turns[0];
      if (turn === undefined || this.#fates.has(who)) continue;
      entries.push({ do: 'turn', who, seq: turn.seq, dir: turn.dir });
      arrivals.push(turn.arrivedAt);
    }
    if (this.isIdle) return { entries, arrivals };
    const joins = [...this.#sitting.values()].slice(0, rules.freeSeats(state));
    for (const [index, { person, name }] of joins.entries())
      entries.push({ do: 'join', who: state.next + index, person, name });
    return { entries, arrivals };
  }

  /** Forgets what a logged tick contains. */
  settle(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.do === this.#fates.get(entry.who)) this.#fates.delete(entry.who);
      if (entry.do === 'join') this.#sitting.delete(entry.person);
      if (entry.do === 'leave') this.#turns.delete(entry.who);
      if (entry.do === 'turn') this.#turns.get(entry.who)?.shift();
    }
  }

  /** People for whom the match has no seat now, as often as they asked; they stay in line for the next that is free. */
  turnAway({ rules, state }: Replica): string[] {
    const seatless = [...this.#sitting.values()].slice(rules.freeSeats(state));
    const untold = seatless.filter(({ isTold }) => !isTold);
    for (const applicant of untold) applicant.isTold = true;
    return untold.map(({ person }) => person);
  }

  #setFate(who: number, fate: 'leave' | 'lost' | 'back'): void {
    if (this.#fates.get(who) !== 'leave') this.#fates.set(who, fate);
  }

  #takeTurn({ rules, state }: Replica, who: number, turn: Turn): TurnOutcome {
    const waiting = this.#turns.get(who) ?? [];
    this.#turns.set(who, waiting);
    const last = waiting.at(-1)?.seq ?? rules.playerOf(state, who)?.seq ?? 0;
    if (turn.seq <= last) return 'repeated';
    if (turn.seq !== last + 1 || waiting.length >= MOST_WAITING_TURNS) return 'refused';
    waiting.push(turn);
    return 'queued';
  }
}

/** Whether a fate would change anything. */
function isNews({ rules, state }: Replica, who: number, fate: 'leave' | 'lost' | 'back'): boolean {
  const player = rules.playerOf(state, who);
  if (player === undefined) return false;
  return fate === 'leave' || (fate === 'lost') === player.lostAt < 0;
}
