import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Rules, SIZES, type Size } from '../../game/index.ts';
import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import { MalformedBytes } from '../protocol/bytes.ts';
import { OutOfSequence, Replica } from '../protocol/replica.ts';
import type { KnownRules } from '../rules.ts';
import { type Gathering, NOBODY } from './gathering.ts';
import { insist } from './insist.ts';
import { Metronome } from './metronome.ts';
import type { Outcome } from './outcome.ts';
import { drawPlayCode } from './play-code.ts';
import type { LoggedTick, OwnerToken, RoomLog, RoomRecord, RoomSnapshot } from './room-log.ts';
import { RoomOwner } from './room-owner.ts';

/** Draws of a code before giving up: codes collide once in millions, but where one of two logs is away every other fails. */
const MOST_DRAWS = 32;

/** So long a room that is opened waits for its owner to hear what is asked. */
const LISTENING_MS = 1000;

/** Time between two looks at rooms that nobody follows. */
const ORPHANS_MS = 3000;

/** After so long without a process that knows its rules a room is given up: the deploy that brought them was undone. */
const STRANDED_MS = 30_000;

/** Time between two looks at whether all rooms have been handed over. */
const HANDOVER_MS = 50;

/** Time between two offers of a room: whoever could take it may just have connected, or not have heard the first. */
const OFFER_MS = 1000;

/** What a lobby needs. */
export interface LobbyProps {
  readonly log: RoomLog;
  readonly rules: KnownRules;
  readonly meter: Meter;
  readonly logger: Logger;
  /** Called when a match has ended that this process runs. */
  readonly onOutcome: (code: string, outcome: Outcome) => void;
}

/** Ticks in which nobody moves, after the host of a private room has started its match. */
const COUNTDOWN_TICKS = 20;

/** What a room is to be. */
export interface RoomOrder {
  readonly size: Size;
  /** Players up to which bots fill the room. @default as many as the size usually has */
  readonly bots?: number | undefined;
  /** Who may come: anybody by play-now, or only who knows the code. */
  readonly isPublic: boolean;
  /** Who starts the match: the host, or the first person by coming. @default 'first' */
  readonly startedBy?: 'host' | 'first';
}

/** A room that runs here. */
interface Running {
  readonly owner: RoomOwner;
  readonly end: Promise<void>;
}

/** Why a room is taken over: its sockets hear nothing, nobody would hear it, its owner goes, or nobody may know its rules. */
type TakeoverReason = 'silent' | 'orphaned' | 'offered' | 'stranded';

/** Makes rooms, finds rooms, takes rooms over, and runs those that this process owns. */
export class Lobby {
  readonly #props: LobbyProps;
  readonly #metronome = new Metronome();
  readonly #running = new Map<string, Running>();
  readonly #claiming = new Set<string>();
  /** Since when rooms are known here to have no owner. */
  readonly #orphans = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  /** The last room that is being opened for whoever found no seat. */
  #opening: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(props: LobbyProps) {
    this.#props = props;
    props.log.onOffer((code) => void this.adopt(code, 'offered'));
    this.#timer = setInterval(() => void this.adoptOrphans(performance.now()), ORPHANS_MS).unref();
  }

  /** Code of a new room that this process owns. @throws LogFull */
  async open({ size, bots = SIZES[size].fill, isPublic, startedBy = 'first' }: RoomOrder): Promise<string> {
    const rules = this.#props.rules.newest;
    const gathering = startedBy === 'host' ? NOBODY : null;
    const countdown = startedBy === 'host' ? COUNTDOWN_TICKS : 0;
    for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
      const code = drawPlayCode();
      const header = { code, size, bots, rules: rules.version, countdown };
      const record = { header, match: randomUUID(), isPublic, openedAt: Date.now() };
      const token = await this.#props.log.create(record);
      if (token === null) continue;
      const replica = Replica.begin(header, rules);
      // Whoever comes first must find something to begin from.
      await this.#props.log.keepSnapshot(code, token, { tick: 0, bytes: replica.snapshot() });
      if (gathering !== null) await this.#props.log.gather(code, token, gathering);
      // Nobody else is to open another one meanwhile.
      if (isPublic) await this.#props.log.list(code, { size, people: 0, isOpen: true }, []);
      const owner = this.#run(record, token, replica, [], gathering);
      // Whoever asked for a seat before would not be heard, and ask again only seconds later.
      await Promise.race([owner.listening, wait(LISTENING_MS, undefined, { ref: false })]);
      return code;
    }
    throw new Error(`no free play code in ${MOST_DRAWS} draws`);
  }

  /** Code of the room in which a newcomer plays at once: the fullest young one with a seat, which is promised, or a new one. */
  async seatNow(size: Size, person: string): Promise<string> {
    return (await this.#props.log.promiseSeat(size, person)) ?? this.#openFor(size, person);
  }

  /**
   * As whom somebody sits in a room: who has an account as one person, in however many tabs. `null` for a tab that
   * returns by itself, while the seat is played from another.
   */
  async personIn(
    code: string,
    tab: string,
    account: string | null,
    isReturn: boolean,
  ): Promise<string | null> {
    return account === null ? tab : this.#props.log.personOf(code, account, tab, isReturn);
  }

  /** One after another: else each of a crowd that comes at once would find no seat, and open a room. */
  #openFor(size: Size, person: string): Promise<string> {
    const { log } = this.#props;
    const seated = this.#opening.then(async () => {
      const meanwhile = await log.promiseSeat(size, person);
      if (meanwhile !== null) return meanwhile;
      const opened = await this.open({ size, isPublic: true });
      // Those who came to another process may have all of its seats already: there one waits in line.
      return (await log.promiseSeat(size, person)) ?? opened;
    });
    this.#opening = seated.catch(() => undefined);
    return seated;
  }

  /** Code of the room in which those of a match play again: the first that was asked for and is there. @throws LogFull */
  async openAfter(match: string, order: RoomOrder): Promise<string> {
    const { log } = this.#props;
    const before = await log.successor(match);
    if (before !== null && (await this.has(before))) return before;
    return log.succeed(match, await this.open(order), before);
  }

  /** Code of that room, if there is one. */
  async successorOf(match: string): Promise<string | null> {
    const code = await this.#props.log.successor(match);
    return code !== null && (await this.has(code)) ? code : null;
  }

  /** Whether a room is live. */
  async has(code: string): Promise<boolean> {
    return (await this.#props.log.find(code)) !== null;
  }

  /** Takes over a room that nobody runs any more, and goes on from its log. Does nothing if somebody does run it. */
  async adopt(code: string, reason: TakeoverReason): Promise<void> {
    if (this.#closing.signal.aborted || this.#running.has(code) || this.#claiming.has(code)) return;
    this.#claiming.add(code);
    try {
      await this.#takeOver(code, reason);
    } catch (error) {
      this.#props.logger.warn({ room: code, err: error }, 'room could not be taken over');
    } finally {
      this.#claiming.delete(code);
    }
  }

  /**
   * Takes over rooms that have had no owner for long: without a player in them nobody else would, and a match that
   * everybody has left is to end and to be kept, too. `now` is in milliseconds.
   */
  async adoptOrphans(now: number): Promise<void> {
    const orphans = new Set(await this.#props.log.orphans().catch(() => []));
    for (const code of this.#orphans.keys()) if (!orphans.has(code)) this.#orphans.delete(code);
    for (const code of orphans) {
      const since = this.#orphans.get(code) ?? now;
      this.#orphans.set(code, since);
      await this.adopt(code, now - since >= STRANDED_MS ? 'stranded' : 'orphaned');
    }
  }

  /** Sets the gauges of rooms and players that this process owns. */
  measure(): void {
    const { log, meter } = this.#props;
    const states = [...this.#running.values()].map(({ owner }) => owner.replica.state);
    const players = states.flatMap((state) => state.players);
    const bots = players.filter((player) => player.bot).length;
    meter.set('playcode_players', { kind: 'bot' }, bots);
    meter.set('playcode_players', { kind: 'person' }, players.length - bots);
    for (const size of Object.keys(SIZES) as Size[])
      meter.set('playcode_rooms', { size }, states.filter((state) => state.header.size === size).length);
    meter.set('playcode_log_reachable', {}, log.isReachable ? 1 : 0);
  }

  /** Offers every room to the other processes, and runs them on until they are taken or `patience` ms are over. */
  async close(patience: number): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    const offerAll = (): void => {
      for (const { owner } of this.#running.values()) this.#offer(owner);
    };
    offerAll();
    const offers = setInterval(offerAll, OFFER_MS);
    const deadline = performance.now() + patience;
    while (this.#running.size > 0 && performance.now() < deadline) await wait(HANDOVER_MS);
    clearInterval(offers);
    const left = [...this.#running.values()];
    for (const { owner } of left) owner.stop();
    await Promise.all(left.map(({ end }) => end));
  }

  #offer(owner: RoomOwner): void {
    owner.offer().catch((error: unknown) => {
      this.#props.logger.info({ room: owner.code, err: error }, 'room was not offered');
    });
  }

  /** Replaces the token first, so that nothing is appended between, and reads the log then. */
  async #takeOver(code: string, reason: TakeoverReason): Promise<void> {
    const { log, rules, meter, logger } = this.#props;
    const record = await log.find(code);
    if (record === null) return;
    const isKnown = rules.has(record.header.rules);
    // A room of newer rules is for a process that knows them, as long as there may be one.
    if (!isKnown && reason !== 'stranded') return;
    const token = await log.claim(code);
    if (token === null) return;
    if (!isKnown) {
      logger.error({ room: code, rules: record.header.rules }, 'nobody knows the rules; the room ends');
      await this.#end(code, 'stranded');
      return;
    }
    // Who gave up now would leave the room to nobody until its lease has run out once more.
    const { signal } = this.#closing;
    const [history, snapshot, gathering] = await insist(
      () => Promise.all([log.range(code, 0), log.snapshot(code), log.gathering(code)]),
      signal,
    );
    // A log that has lost the claim meanwhile may have lost more, which the owner before can put back.
    await insist(() => log.renew(code, token), signal);
    const replica = rebuild(record, rules.get(record.header.rules), history, snapshot);
    if (replica === null) {
      logger.error({ room: code, ticks: history.length }, 'the log makes no match; the room ends');
      await this.#end(code, 'broken');
      return;
    }
    meter.count('playcode_takeovers_total', { reason });
    logger.info({ room: code, tick: replica.state.tick, reason }, 'room taken over');
    this.#run(record, token, replica, history, gathering);
  }

  /** Ends a room that cannot be played on, and tells whoever is in it. */
  async #end(code: string, outcome: 'broken' | 'stranded'): Promise<void> {
    const { log, meter } = this.#props;
    meter.count('playcode_matches_total', { outcome });
    await log.notify(code, { tell: 'closed' });
    await log.remove(code);
  }

  #run(
    record: RoomRecord,
    token: OwnerToken,
    replica: Replica,
    history: readonly LoggedTick[],
    gathering: Gathering | null,
  ): RoomOwner {
    const { log, meter, logger, onOutcome } = this.#props;
    const metronome = this.#metronome;
    const { code, size } = record.header;
    const onEnd = (): boolean => this.#running.delete(code);
    const owner = new RoomOwner({
      log,
      record,
      token,
      replica,
      history,
      gathering,
      metronome,
      meter,
      logger,
      onOutcome,
      onEnd,
    });
    const end = owner.run();
    this.#running.set(code, { owner, end });
    logger.info({ room: code, size }, 'room runs here');
    if (this.#closing.signal.aborted) this.#offer(owner);
    return owner;
  }
}

/** The match as the log tells it, from the snapshot or else from its beginning; `null` if it cannot be told. */
function rebuild(
  record: RoomRecord,
  rules: Rules,
  history: readonly LoggedTick[],
  snapshot: RoomSnapshot | null,
): Replica | null {
  const begins = [
    ...(snapshot === null ? [] : [() => Replica.restore(snapshot.bytes, rules)]),
    () => Replica.begin(record.header, rules),
  ];
  for (const begin of begins) {
    try {
      const replica = begin();
      if (replica.state.tick > history.length) continue;
      for (const tick of history.slice(replica.state.tick)) replica.apply(tick.bytes);
      return replica;
    } catch (error) {
      if (!(error instanceof OutOfSequence || error instanceof MalformedBytes)) throw error;
    }
  }
  return null;
}
