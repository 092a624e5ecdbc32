import { MATCH_TICKS } from '../../game/index.ts';
import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import { type Replica, SNAPSHOT_TICKS } from '../protocol/replica.ts';
import { encodeTick } from '../protocol/tick.ts';
import { Door } from './door.ts';
import type { Gathering } from './gathering.ts';
import { insist } from './insist.ts';
import { Intake } from './intake.ts';
import type { Metronome } from './metronome.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { pause } from './pause.ts';
import type { Petition } from './petition.ts';
import {
  Fenced,
  LEASE_MS,
  type LoggedTick,
  type OwnerToken,
  type RoomLog,
  type RoomRecord,
  TailLost,
  type Unsubscribe,
} from './room-log.ts';
import { TickTape } from './tick-tape.ts';
import { Vacancy } from './vacancy.ts';

/** After a pause the next tick comes no sooner than after this part of a tick, so that ticks never burst. */
const SHORTEST_GAP = 1 / 2;

/** Play-now seats people in matches that are not older than a half. */
const LATEST_SEATING_TICK = MATCH_TICKS / 2;

/** Ticks between two looks at whether somebody has been silent for long. */
const ABSENCE_TICKS = 6;

/** How often a room that waits for people renews its lease. */
const RENEW_MS = 300;

/** Time between two words of who is there: each goes to everybody, however many come at once or a host changes his mind. */
const TELLING_MS = 100;

/** How long people may wait for their host: a tab that is left open must not keep a room for ever. */
const LONGEST_GATHERING_MS = 60 * 60_000;

/** How long an owner makes sure that the log still has the end of its match, and how often. */
const WATCHED_MS = 2500;
const WATCH_MS = 250;

/**
 * So long an owner gives way to another that the log may have forgotten: that one finds the log again at about the same
 * time. Shorter than the lease, which is renewed before.
 */
const GIVE_WAY_MS = 800;

/** What an owner needs. */
export interface OwnerProps {
  readonly log: RoomLog;
  readonly record: RoomRecord;
  readonly token: OwnerToken;
  /** The match so far, and every tick of it: an owner can put back what a log has lost. */
  readonly replica: Replica;
  readonly history: readonly LoggedTick[];
  /** Who has come to a private room; `null` if the match begins with the first person. */
  readonly gathering: Gathering | null;
  readonly metronome: Metronome;
  readonly meter: Meter;
  readonly logger: Logger;
  /** Called when all of the match is logged. */
  readonly onOutcome: (code: string, outcome: Outcome) => void;
  /** Called once, when this process does not own the room any more. */
  readonly onEnd: () => void;
}

/**
 * Runs a room: drafts each tick from what was asked, logs it, and only then goes on by it. Ends when the match has,
 * when nobody came, or when another has taken the room over. While the log is away the match waits.
 */
export class RoomOwner {
  /** Fulfilled once it hears what is asked of the room, or has ended before. */
  readonly listening: Promise<void>;
  readonly #props: OwnerProps;
  readonly #logger: Logger;
  readonly #intake = new Intake(performance.now());
  readonly #history = new TickTape(0);
  readonly #door: Door | null;
  readonly #aborter = new AbortController();
  /** The gathering as it was told last. */
  #told: Gathering | null;
  #wake: (() => void) | undefined;
  /** Ends the wait for the next tick. */
  #hurry: (() => void) | undefined;
  #onListening!: () => void;
  #unsubscribe: Unsubscribe | undefined;
  #offering: Promise<void> | null = null;
  #isOffered = false;
  /** When this process asked for the lease that it had last for sure, and what held the room then. */
  #leasedAt = performance.now();
  #era = '';
  /** Whether the log has been found without its end since. */
  #isTailLost = false;

  constructor(props: OwnerProps) {
    this.#props = props;
    this.listening = new Promise((resolve) => {
      this.#onListening = resolve;
    });
    this.#logger = props.logger.child({ room: props.record.header.code });
    for (const { bytes } of props.history) this.#history.append(bytes);
    const { gathering, record, replica } = props;
    const seats = replica.rules.seatsOf(record.header);
    this.#door = gathering === null ? null : new Door(gathering, seats, performance.now());
    this.#told = gathering;
  }

  get code(): string {
    return this.#props.record.header.code;
  }

  get replica(): Replica {
    return this.#props.replica;
  }

  /** Runs the room to its end; never rejects. */
  async run(): Promise<void> {
    const { log } = this.#props;
    try {
      this.#era = await this.#insist(() => log.era(this.code));
      this.#unsubscribe = await this.#insist(() => log.listen(this.code, (petition) => this.#hear(petition)));
      this.#onListening();
      const isUnderWay = this.replica.state.tick > 0;
      if (!isUnderWay) await this.#keepSnapshot();
      if (isUnderWay || (await this.#isWanted())) await this.#play(isUnderWay);
      else await this.#abandon();
    } catch (error) {
      this.#report(error);
    } finally {
      this.#onListening();
      await this.#unsubscribe?.();
      this.#props.onEnd();
    }
  }

  /** Lets another process have the room; this one goes on until that happens. An offer under way is not made again. */
  offer(): Promise<void> {
    const { log, token } = this.#props;
    this.#isOffered = true;
    this.#offering ??= this.#insist(() => log.offer(this.code, token)).finally(() => {
      this.#offering = null;
    });
    return this.#offering;
  }

  /** Stops at once. The room stays in the log, for whoever claims it. */
  stop(): void {
    this.#aborter.abort();
    this.#wake?.();
    this.#hurry?.();
  }

  #hear(petition: Petition): void {
    const now = performance.now();
    const isSeated = this.replica.seatOf(petition.person) !== undefined;
    const refusal = this.#door?.take(petition, isSeated, now) ?? null;
    if (refusal !== null) {
      this.#refuse(petition.person, refusal);
      return;
    }
    const outcomes = this.#intake.take(petition, this.replica, now);
    for (const outcome of outcomes) this.#props.meter.count('playcode_inputs_total', { outcome });
    if (petition.ask === 'sit' || this.#door?.gathering !== this.#told) this.#wake?.();
  }

  /** Whoever is not told asks again. */
  #refuse(person: string, reason: 'full' | 'locked'): void {
    this.#props.log.notify(this.code, { tell: 'refused', person, reason }).catch(() => undefined);
  }

  /** Whether there will be a match: when the host starts it, or with the first person. */
  #isWanted(): Promise<boolean> {
    return this.#door === null ? this.#isJoined() : this.#isStarted(this.#door);
  }

  /**
   * Waits until the host starts the match; `false` if everybody has gone. The gathering is told again and again, so
   * that silence means what it means in a match: that nobody owns the room.
   */
  async #isStarted(door: Door): Promise<boolean> {
    const begin = performance.now();
    const vacancy = new Vacancy(begin);
    while (!door.gathering.isStarted) {
      const now = performance.now();
      door.missAbsent(now);
      const isEmpty = door.gathering.guests.length === 0;
      if (vacancy.isTooLong(isEmpty, now) || now - begin > LONGEST_GATHERING_MS) return false;
      await this.#tellGathering(door);
      await pause(TELLING_MS, this.#aborter.signal);
      if (door.gathering === this.#told) await this.#rest();
    }
    await this.#tellGathering(door);
    return true;
  }

  async #tellGathering(door: Door): Promise<void> {
    const { log, token } = this.#props;
    const { gathering } = door;
    await this.#lead(() => log.gather(this.code, token, gathering));
    this.#told = gathering;
  }

  /** Waits until the lease must be renewed, or something happens. */
  async #rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, RENEW_MS);
    });
    this.#wake = undefined;
  }

  /** Waits for the first person, renewing the lease; `false` if nobody came. */
  async #isJoined(): Promise<boolean> {
    const { log, token } = this.#props;
    const vacancy = new Vacancy(performance.now());
    while (this.#intake.isIdle) {
      if (vacancy.isTooLong(true, performance.now())) return false;
      await this.#rest();
      await this.#lead(() => log.renew(this.code, token));
    }
    return true;
  }

  async #abandon(): Promise<void> {
    const { log, token, meter } = this.#props;
    // It may have been another's for long, if this process was stopped meanwhile.
    await this.#lead(() => log.renew(this.code, token));
    meter.count('playcode_matches_total', { outcome: 'empty' });
    await log.notify(this.code, { tell: 'closed' });
    await log.remove(this.code);
  }

  async #play(isUnderWay: boolean): Promise<void> {
    const { metronome } = this.#props;
    const { tickMs } = this.replica.rules;
    const { state } = this.replica;
    this.#logger.info({ tick: state.tick }, 'match runs here');
    let due = performance.now();
    if (state.ending === null) await this.#advance();
    // Those in the match have waited for its next tick; what is for newcomers comes after that.
    if (isUnderWay) await this.#keepSnapshot();
    due = metronome.join(due, tickMs);
    while (this.replica.state.ending === null) {
      const soonest = performance.now() + tickMs * SHORTEST_GAP;
      if (soonest > due + tickMs) this.#props.meter.count('playcode_ticks_slipped_total', {});
      due = metronome.moment(Math.max(due + tickMs, soonest), tickMs);
      await this.#until(due);
      await this.#advance();
    }
    this.#finish(outcomeOf(this.replica)!);
    await this.#watchEnd();
  }

  #finish(outcome: Outcome): void {
    const { ending } = outcome;
    this.#props.meter.count('playcode_matches_total', { outcome: ending });
    this.#logger.info({ ending, tick: this.replica.state.tick }, 'match ended');
    this.#props.onOutcome(this.code, outcome);
  }

  async #until(moment: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#hurry = resolve;
      this.#props.metronome.at(moment, resolve);
    });
    this.#aborter.signal.throwIfAborted();
  }

  /** The log may lose its last second as long as it is not on a disk; nobody but the owner could put it back. */
  async #watchEnd(): Promise<void> {
    const { log, token } = this.#props;
    const last = this.#history.from(this.#history.next - 1)[0]!;
    const until = performance.now() + WATCHED_MS;
    while (performance.now() < until) {
      await this.#lead(() => log.append(this.code, token, last, true));
      await pause(WATCH_MS, this.#aborter.signal);
    }
  }

  /** One tick: draft, log, go on. */
  async #advance(): Promise<void> {
    const { log, token, meter, replica } = this.#props;
    if (!this.#intake.isIdle) await this.#turnAway();
    if (replica.state.tick % ABSENCE_TICKS === 0) this.#missAbsent(performance.now());
    if (this.#door !== null && this.#door.gathering !== this.#told) await this.#tellGathering(this.#door);
    const { entries, arrivals } = this.#intake.draft(replica);
    const bytes = encodeTick(replica.chain, replica.state.tick, entries);
    const begin = performance.now();
    const next = replica.prepare(bytes);
    meter.observe('playcode_tick_step_seconds', {}, (performance.now() - begin) / 1000);
    const tick = { tick: replica.state.tick, bytes };
    // Once it may have been logged, a tick's bytes never change: they are offered again until the log answers.
    await this.#lead(() => log.append(this.code, token, tick, next.ending !== null));
    const logged = performance.now();
    this.#history.append(bytes);
    this.#intake.settle(entries);
    next.commit();
    for (const arrival of arrivals)
      meter.observe('playcode_input_age_seconds', {}, (logged - arrival) / 1000);
    if (replica.state.tick % SNAPSHOT_TICKS === 0) await this.#keepSnapshot();
  }

  #missAbsent(now: number): void {
    this.#door?.missAbsent(now);
    this.#intake.missAbsent(this.replica, now);
  }

  async #turnAway(): Promise<void> {
    const { log, replica } = this.#props;
    const reason = replica.rules.isTooLate(replica.state) ? 'late' : 'full';
    for (const person of this.#intake.turnAway(replica))
      await this.#insist(() => log.notify(this.code, { tell: 'refused', person, reason }));
  }

  /** For joiners and the lobby. */
  async #keepSnapshot(): Promise<void> {
    const { log, record, token, replica } = this.#props;
    const { size } = record.header;
    const { tick } = replica.state;
    const snapshot = { tick, bytes: replica.snapshot() };
    await this.#insist(() => log.keepSnapshot(this.code, token, snapshot));
    const seated = [...replica.seats.values()].map(({ person }) => person);
    const isOpen =
      record.isPublic && tick <= LATEST_SEATING_TICK && seated.length < replica.rules.seatsOf(record.header);
    await this.#insist(() => log.list(this.code, { size, people: seated.length, isOpen }, seated));
  }

  /**
   * Does what renews the lease. Where that may have run out, or the room was offered, another may have taken the room
   * over; and a log that has lost its end may have lost the word of that, and takes this owner for the newest.
   */
  async #lead(renew: () => Promise<void>): Promise<void> {
    await this.#insist(async () => {
      if (performance.now() - this.#leasedAt > LEASE_MS) await this.#giveWay();
      const begin = performance.now();
      try {
        await renew();
        this.#leasedAt = begin;
        this.#isTailLost = false;
      } catch (error) {
        if (error instanceof TailLost) this.#isTailLost = true;
        if (this.#isOffered) this.#leasedAt = Number.NEGATIVE_INFINITY;
        throw error;
      }
    });
  }

  /** Leaves another, of whom the log may know nothing any more, the time to say that the room is its own. */
  async #giveWay(): Promise<void> {
    const { log, token } = this.#props;
    const era = await log.era(this.code);
    if (era === this.#era && !this.#isTailLost) return;
    await log.renew(this.code, token);
    await pause(GIVE_WAY_MS, this.#aborter.signal);
    this.#era = era;
    this.#isTailLost = false;
  }

  /** Asks until the log answers; puts back what it has lost. @throws Fenced when the room is another's */
  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      this.#aborter.signal.throwIfAborted();
      try {
        return await insist(ask, this.#aborter.signal);
      } catch (error) {
        if (!(error instanceof TailLost)) throw error;
        await this.#mend(error.next);
      }
    }
  }

  async #mend(next: number): Promise<void> {
    const { log, record, token } = this.#props;
    this.#logger.warn({ next, have: this.#history.length }, 'the log has lost its end; putting it back');
    this.#props.meter.count('playcode_log_mends_total', {});
    await this.#insist(() => log.mend(record, token, this.#history.from(next)));
    const snapshot = { tick: this.replica.state.tick, bytes: this.replica.snapshot() };
    await this.#insist(() => log.keepSnapshot(this.code, token, snapshot));
    if (this.#door !== null) await this.#tellGathering(this.#door);
  }

  #report(error: unknown): void {
    if (this.#aborter.signal.aborted) return;
    if (error instanceof Fenced) {
      this.#props.meter.count('playcode_rooms_lost_total', {});
      this.#logger.info({ reason: error.message }, 'another process runs the match');
    } else this.#logger.error({ err: error }, 'match cannot go on');
  }
}
