import { type Direction, RULES, type Rules } from '../../../game/index.ts';
import { encodePacket, type Inputs, type Progress } from '../../../src/protocol/packet.ts';
import { OutOfSequence, Replica, SNAPSHOT_TICKS } from '../../../src/protocol/replica.ts';
import type { ServerFrame } from '../../../src/protocol/server-frame.ts';
import { decodeTick } from '../../../src/protocol/tick.ts';
import { Chronicle } from './chronicle.ts';
import type { Report } from './messages.ts';
import { PendingInputs } from './pending-inputs.ts';
import { boardOf, frameOf, namesOf, type Personal, personsOf, standingsOf } from './view.ts';

/** After so many milliseconds without a packet a page reports how far it has come. */
const PROGRESS_MS = 1_000;

/** A snapshot is followed at once by the ticks since: so long the page waits to see where that ends. */
const SETTLE_MS = 25;

/** What a follower needs from outside. */
export interface FollowerPorts {
  report(report: Report): void;
  send(bytes: Uint8Array): void;
  /** What came does not follow what is there: a fresh snapshot is needed. */
  resync(): void;
}

/** Follows one match by its log: holds the replica, sends this player's turns, tells the page what to draw. */
export class Follower {
  readonly #ports: FollowerPorts;
  readonly #pending = new PendingInputs();
  readonly #chronicle = new Chronicle();
  #replica: Replica | null = null;
  #person = '';
  #press = 0;
  #sentAt = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: FollowerPorts) {
    this.#ports = ports;
  }

  /** Whether the match is over. */
  get ended(): boolean {
    return this.#replica?.state.ending != null;
  }

  /** Whether the match goes on, as far as is known here. */
  get isUnderWay(): boolean {
    return (this.#replica?.state.tick ?? 0) > 0 && !this.ended;
  }

  /** The service said who this page is. */
  introduce(person: string): void {
    this.#person = person;
  }

  /**
   * @param rules those of the match @default today's
   * @throws MalformedBytes
   */
  take(frame: ServerFrame, now: number, rules: Rules = RULES): void {
    if (frame.is === 'snapshot') {
      this.#restore(Replica.restore(frame.bytes, rules));
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.#show(), SETTLE_MS);
    } else this.#advance(frame.bytes, now);
    this.flush(now);
  }

  /** Begins with a replica that is already there. */
  follow(replica: Replica): void {
    this.#restore(replica);
    this.#show();
  }

  /** The player wants to turn; `press` is the page's number of it. */
  turn(dir: Direction, press: number, now: number): void {
    this.#press = press;
    this.#pending.press(dir, this.#player());
    this.flush(now);
  }

  /** Sends what is due: turns, and how far this page has come. */
  flush(now: number): void {
    const inputs = this.#pending.due(now);
    if (inputs !== null) this.#send(inputs, now);
    if (now - this.#sentAt >= PROGRESS_MS) this.#send({ is: 'progress', hash: null }, now);
  }

  /** Each packet says how far this page has come. */
  #send(packet: Inputs | Progress, now: number): void {
    if (this.#replica === null) return;
    this.#ports.send(encodePacket({ ...packet, tick: this.#replica.state.tick }));
    this.#sentAt = now;
  }

  /** Shows at once what waits for the ticks since its snapshot: no more will come. */
  settle(): void {
    if (this.#settling === undefined) return;
    clearTimeout(this.#settling);
    this.#show();
  }

  /**
   * Goes on by all ticks of the match that this page has missed, and shows where they led.
   * @throws OutOfSequence, MalformedBytes
   */
  catchUp(ticks: readonly Uint8Array[]): void {
    const replica = this.#replica;
    if (replica === null) return;
    for (const bytes of ticks) {
      if (decodeTick(bytes).tick < replica.state.tick) continue;
      replica.apply(bytes);
      this.#chronicle.note(replica.state);
    }
    clearTimeout(this.#settling);
    this.#show();
  }

  #player() {
    const replica = this.#replica;
    const seat = replica?.seatOf(this.#person);
    return seat === undefined ? undefined : replica!.rules.playerOf(replica!.state, seat.who);
  }

  #personal(names: boolean): Personal {
    return {
      me: this.#replica?.seatOf(this.#person)?.who ?? 0,
      names: names ? namesOf(this.#replica!.seats) : null,
      persons: names ? personsOf(this.#replica!.seats) : null,
      wanted: this.#pending.wanted,
      press: this.#press,
    };
  }

  #restore(replica: Replica): void {
    this.#replica = replica;
    const player = this.#player();
    if (player === undefined) this.#pending.stand();
    else this.#pending.sit(player);
    if (player !== undefined) this.#pending.follow(player);
    this.#chronicle.note(replica.state);
  }

  #show(): void {
    this.#settling = undefined;
    const { rules, state } = this.#replica!;
    this.#ports.report({ is: 'board', board: boardOf(state, this.#personal(true), rules) });
    this.#conclude();
  }

  #advance(bytes: Uint8Array, now: number): void {
    const replica = this.#replica;
    if (replica === null || decodeTick(bytes).tick < replica.state.tick) return;
    const before = replica.state;
    const seat = replica.seatOf(this.#person);
    try {
      const { tick, events } = replica.apply(bytes);
      const player = this.#player();
      const wasLost = (player?.lostAt ?? -1) >= 0;
      for (const entry of tick.entries)
        if (entry.do === 'turn') this.#pending.acknowledge(entry.who, entry.seq, entry.dir, wasLost);
      if (player !== undefined && seat?.who !== player.who) this.#pending.sit(player);
      if (player === undefined) this.#pending.stand();
      else this.#pending.follow(player);
      this.#chronicle.note(replica.state);
      if (replica.state.tick % SNAPSHOT_TICKS === 0)
        this.#send({ is: 'progress', hash: replica.hash() }, now);
      if (this.#settling !== undefined) return;
      const names = events.joined.length > 0 || events.left.length > 0;
      const frame = frameOf(before, events, replica.state, this.#personal(names), replica.rules);
      this.#ports.report({ is: 'frame', frame });
      this.#conclude();
    } catch (error) {
      if (!(error instanceof OutOfSequence)) throw error;
      this.#ports.resync();
    }
  }

  #conclude(): void {
    const replica = this.#replica!;
    const { rules, state } = replica;
    if (state.ending === null) return;
    const { me } = this.#personal(false);
    const standings = standingsOf(rules, state, me, true);
    const told = standings.filter(({ place, who }) => place <= 5 || who === me).map(({ who }) => who);
    const area = state.land.reduce((cells, owner) => (owner < 0 ? cells : cells + 1), 0);
    const story = this.#chronicle.tell(told);
    const names = namesOf(replica.seats);
    this.#ports.report({
      is: 'result',
      result: { ending: state.ending, me, area, standings, names, story },
    });
  }
}
