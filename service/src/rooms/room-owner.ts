import { isTooLate, TICK_MS } from '../../game/index.ts';
import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import type { Replica } from '../protocol/replica.ts';
import { encodeTick } from '../protocol/tick.ts';
import { Intake } from './intake.ts';
import type { Petition } from './petition.ts';
import { Fenced, type OwnerToken, type RoomLog, type Unsubscribe } from './room-log.ts';

/** Ticks between two snapshots for joiners. */
const SNAPSHOT_TICKS = 50;

/** After a pause the next tick comes no sooner than this, so that ticks never burst. */
const SHORTEST_GAP_MS = TICK_MS / 2;

/** How long a room waits for its first person. */
const EMPTY_MS = 30_000;

/** How long a finished room stays for those who come to see how it ended. */
const AFTERGLOW_MS = 10_000;

/** What an owner needs. */
export interface OwnerProps {
  readonly log: RoomLog;
  readonly token: OwnerToken;
  readonly replica: Replica;
  /** Whether play-now may seat strangers here. */
  readonly isPublic: boolean;
  readonly meter: Meter;
  readonly logger: Logger;
  /** Called once, when this process does not own the room any more. */
  readonly onEnd: () => void;
}

/**
 * Runs a room: drafts each tick from what was asked, logs it, and only then goes on by it. Stops when the match has
 * ended, nobody came, or another took the room over.
 */
export class RoomOwner {
  readonly #props: OwnerProps;
  readonly #intake = new Intake();
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: Unsubscribe | undefined;
  #begun = false;
  #stopped = false;
  #due = 0;

  private constructor(props: OwnerProps) {
    this.#props = props;
  }

  /** Begins to hear petitions; the match begins with the first person who sits down. */
  static async start(props: OwnerProps): Promise<RoomOwner> {
    const owner = new RoomOwner(props);
    const { log, token, replica } = props;
    await log.keepSnapshot(owner.code, token, { tick: replica.state.tick, bytes: replica.snapshot() });
    await owner.#list();
    owner.#unsubscribe = await log.listen(owner.code, (petition) => owner.#hear(petition));
    owner.#timer = setTimeout(() => void owner.#close('empty'), EMPTY_MS);
    return owner;
  }

  get code(): string {
    return this.#props.replica.state.header.code;
  }

  get replica(): Replica {
    return this.#props.replica;
  }

  /** Stops ticking and hearing; the room stays in the log. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#unsubscribe?.();
    this.#props.onEnd();
  }

  #hear(petition: Petition): void {
    if (this.#stopped) return;
    const outcomes = this.#intake.take(petition, this.replica, performance.now());
    for (const outcome of outcomes) this.#props.meter.count('playcode_inputs_total', { outcome });
    if (petition.ask === 'sit' && !this.#begun) this.#begin();
  }

  #begin(): void {
    this.#begun = true;
    clearTimeout(this.#timer);
    this.#due = performance.now();
    this.#timer = setTimeout(() => void this.#tick(), 0);
  }

  async #tick(): Promise<void> {
    try {
      await this.#advance();
    } catch (error) {
      const level = error instanceof Fenced ? 'warn' : 'error';
      this.#props.logger[level]({ room: this.code, err: error }, 'room lost');
      await this.stop();
      return;
    }
    if (this.#stopped) return;
    if (this.replica.state.ending !== null) {
      this.#timer = setTimeout(() => void this.#close(this.replica.state.ending!), AFTERGLOW_MS);
      return;
    }
    const now = performance.now();
    this.#due = Math.max(this.#due + TICK_MS, now + SHORTEST_GAP_MS);
    this.#timer = setTimeout(() => void this.#tick(), this.#due - now);
  }

  /** One tick: log, then step. */
  async #advance(): Promise<void> {
    const { log, token, meter, replica } = this.#props;
    const { tick } = replica.state;
    await this.#turnAway();
    const { entries, arrivals } = this.#intake.draft(replica.state);
    const bytes = encodeTick(replica.chain, tick, entries);
    await log.append(this.code, token, { tick, bytes });
    const logged = performance.now();
    this.#intake.settle(entries);
    replica.apply(bytes);
    meter.observe('playcode_tick_step_seconds', {}, (performance.now() - logged) / 1000);
    for (const arrival of arrivals)
      meter.observe('playcode_input_age_seconds', {}, (logged - arrival) / 1000);
    if (replica.state.tick % SNAPSHOT_TICKS === 0) {
      await log.keepSnapshot(this.code, token, { tick: replica.state.tick, bytes: replica.snapshot() });
      await this.#list();
    }
  }

  async #turnAway(): Promise<void> {
    const { log, replica } = this.#props;
    const reason = isTooLate(replica.state) ? 'late' : 'full';
    for (const person of this.#intake.turnAway(replica.state))
      await log.notify(this.code, { tell: 'refused', person, reason });
  }

  async #list(): Promise<void> {
    const { log, replica, isPublic } = this.#props;
    const { header, tick } = replica.state;
    await log.list(this.code, { header, isPublic, people: replica.seats.size, tick });
  }

  async #close(outcome: string): Promise<void> {
    const { log, token, meter, logger } = this.#props;
    meter.count('playcode_matches_total', { outcome });
    logger.info({ room: this.code, outcome, tick: this.replica.state.tick }, 'room closed');
    try {
      await log.notify(this.code, { tell: 'closed' });
      await log.remove(this.code, token);
    } catch (error) {
      logger.warn({ room: this.code, err: error }, 'room could not be removed');
    }
    await this.stop();
  }
}
