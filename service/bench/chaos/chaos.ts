import { setTimeout as wait } from 'node:timers/promises';
import { Chance } from '../../game/random.ts';
import type { RoomLog } from '../../src/rooms/room-log.ts';
import { parseMatchId } from '../../src/store/ids.ts';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import type { Store } from '../../src/store/store.ts';
import { Crowd, SHORT_ROOMS } from './crowd.ts';
import { FAULTS } from './faults.ts';
import { type Findings, type Ledger, noFindings } from './ledger.ts';
import type { LightPlayer } from './light-player.ts';
import { Narrator } from './narrator.ts';
import { Rig } from './rig.ts';
import type { RiggedRedis } from './rigged-redis.ts';
import { type Spread, STUCK_MS, Takeovers } from './takeovers.ts';

/** How many service processes, rooms and players a run has. */
const SERVICES = 3;
const ROOMS = 28;
const PLAYERS_EACH = 8;

/** So soon after the last fault everybody who is connected has every input acknowledged. */
const LIVENESS_MS = 2000;

/** So long matches that everybody has left may take to end after all faults. */
const ENDING_MS = 60_000;

/** So long a finished match may take to be kept. */
const KEPT_MS = 20_000;

/** What a run is told. */
export interface ChaosProps {
  readonly seconds: number;
  readonly seed: number;
  readonly redisCommand: string;
  /** How many Redis the rooms are spread over; a fault of Redis hits one of them, or all. @default 2 */
  readonly redises?: number;
  readonly hasMongo: boolean;
  /** Names of the faults to inject. @default all */
  readonly kinds?: readonly string[];
  /** Hears what happens, a line at a time. */
  readonly onEvent: (event: string) => void;
}

interface Liveness {
  /** Inputs of connected players that were not acknowledged in time after the last fault, and how long the last took. */
  readonly late: number;
  readonly slowestMs: number;
  /** From the last fault's end until everybody plays. */
  readonly recoveredMs: number;
}

/** The stated exception, counted apart. */
interface Exception extends Findings {
  readonly rooms: number;
  /** Players who were not told that they begin anew. */
  readonly silent: number;
  /** Rooms that everybody had left, and of which Redis knows nothing any more. */
  readonly gone: number;
}

/** What came of a run. */
export interface ChaosReport extends Findings, Liveness {
  readonly seed: number;
  readonly redises: number;
  readonly faults: number;
  readonly players: number;
  readonly rooms: number;
  readonly sent: number;
  readonly acked: number;
  readonly takeoverMs: Spread;
  /** Takeovers within seconds of a fault of Redis, when processes hold back on purpose. */
  readonly takeoverAfterRedisFaultMs: Spread;
  /** Players who were not playing again in the end, and rooms that stood still. */
  readonly stuck: number;
  /** Processes that ended and that nobody had ended. */
  readonly crashed: number;
  /** Matches that everybody has left and that have not ended. */
  readonly unended: number;
  /** Matches whose end was logged, and how many of them are kept; `null` without a MongoDB. */
  readonly ended: number;
  readonly kept: number | null;
  readonly exception: Exception & { readonly injected: number };
  readonly kinds: Readonly<Record<string, number>>;
}

/** Lets real processes suffer for a while, and holds what players saw against the log. */
export async function runChaos(props: ChaosProps): Promise<ChaosReport> {
  const { redisCommand, redises = 2, hasMongo } = props;
  const rig = await Rig.start({ services: SERVICES, redisCommand, redises, hasMongo });
  try {
    return await new Chaos(props, rig).run();
  } finally {
    await rig.stop();
  }
}

/** Rooms whose match has not ended: those that should, and those that Redis lost while nobody ran them. */
interface LeftRooms {
  readonly unended: readonly Ledger[];
  readonly gone: readonly Ledger[];
}

class Chaos {
  readonly #props: ChaosProps;
  readonly #rig: Rig;
  readonly #crowd: Crowd;
  readonly #chance: Chance;
  readonly #narrator: Narrator;
  readonly #takeovers: Takeovers;
  readonly #excusedUntil = new Map<string, number>();
  readonly #kinds: Record<string, number> = {};
  #stuck = 0;
  #crashed = 0;

  constructor(props: ChaosProps, rig: Rig) {
    this.#props = props;
    this.#rig = rig;
    this.#chance = new Chance(props.seed);
    this.#crowd = new Crowd(rig, new Chance(props.seed + 1));
    this.#narrator = new Narrator(rig, props.onEvent);
    for (const service of rig.services)
      service.onCrash = (why) => {
        this.#crashed += 1;
        props.onEvent(`a process ended by itself: ${why}`);
      };
    this.#takeovers = new Takeovers({ rig, crowd: this.#crowd, narrator: this.#narrator });
  }

  async run(): Promise<ChaosReport> {
    const crowd = this.#crowd;
    try {
      await crowd.begin(ROOMS, PLAYERS_EACH);
      this.#props.onEvent(`${crowd.players.length} players in ${crowd.ledgers.length} rooms`);
      crowd.misbehave();
      await this.#injectFaults();
      await crowd.behave();
      const liveness = await this.#checkLiveness();
      await this.#takeovers.end();
      return await this.#check(liveness);
    } finally {
      await crowd.end();
    }
  }

  /** All faults in a random order, then all again in another, until the time is over. */
  async #injectFaults(): Promise<void> {
    const deadline = performance.now() + this.#props.seconds * 1000;
    let left: string[] = [];
    while (performance.now() < deadline) {
      if (left.length === 0) left = [...(this.#props.kinds ?? Object.keys(FAULTS))];
      const [name] = left.splice(this.#chance.draw(left.length), 1);
      await this.#crowd.replenish(ROOMS, PLAYERS_EACH).catch(() => undefined);
      await wait(200 + this.#chance.draw(800));
      const begin = performance.now();
      const { inject, losesRedis } = FAULTS[name!]!;
      const hit = this.#drawHit();
      await inject({
        rig: this.#rig,
        chance: this.#chance,
        hit,
        settle: () => this.#settle(),
        watchTakeover: (codes) => this.#takeovers.watch(codes),
        codes: () => this.#crowd.ledgers.map(({ code }) => code),
        excuse: (codes) => {
          for (const code of codes) this.#excusedUntil.set(code, performance.now());
        },
      });
      if (losesRedis) this.#takeovers.noteRedisBack();
      this.#kinds[name!] = (this.#kinds[name!] ?? 0) + 1;
      const where = losesRedis ? `, Redis ${hit.map((redis) => this.#rig.redises.indexOf(redis))}` : '';
      this.#props.onEvent(`${name} ${Math.round(performance.now() - begin)} ms${where}`);
    }
  }

  /** Each Redis as often as all of them. */
  #drawHit(): readonly RiggedRedis[] {
    const { redises } = this.#rig;
    const one = redises.length === 1 ? undefined : redises[this.#chance.draw(redises.length + 1)];
    return one === undefined ? redises : [one];
  }

  /** Waits until every room goes on. A tick that is seen first may have been logged before, and been seen by nobody. */
  async #settle(): Promise<void> {
    if (await this.#haveGoneOn()) await this.#haveGoneOn();
  }

  /** Waits until a tick of every room has been seen; `false` if some stand still. */
  async #haveGoneOn(): Promise<boolean> {
    const begin = performance.now();
    const standing = (): Ledger[] => this.#crowd.lively.filter(({ newest }) => newest.at <= begin);
    while (standing().length > 0) {
      if (performance.now() - begin > STUCK_MS) {
        this.#stuck += standing().length;
        this.#narrator.tellStanding(standing(), this.#crowd.players);
        return false;
      }
      await wait(20);
    }
    return true;
  }

  /** Whoever is connected after the last fault, and then everybody, presses once more: all of that is acknowledged soon. */
  async #checkLiveness(): Promise<Liveness> {
    const begin = performance.now();
    const playing = (): LightPlayer[] => this.#crowd.players.filter(({ over }) => over === null);
    const first = await this.#press(playing().filter(({ isLive }) => isLive));
    await this.#settle();
    while (!playing().every(({ isLive }) => isLive) && performance.now() - begin < STUCK_MS) await wait(10);
    const recoveredMs = Math.round(performance.now() - begin);
    this.#stuck += playing().filter(({ isLive }) => !isLive).length;
    const second = await this.#press(playing());
    return {
      late: first.late + second.late,
      slowestMs: Math.max(first.slowestMs, second.slowestMs),
      recoveredMs,
    };
  }

  async #press(
    players: readonly LightPlayer[],
  ): Promise<{ readonly late: number; readonly slowestMs: number }> {
    const begin = performance.now();
    for (const player of players) player.press(begin);
    const owed = new Map(players.map((player) => [player, [player.who, player.pending.at(-1)?.seq ?? 0]]));
    let slowestMs = 0;
    const late: LightPlayer[] = [];
    while (owed.size > 0 && performance.now() - begin < STUCK_MS) {
      await wait(10);
      const now = performance.now();
      for (const [player, [who, seq]] of owed) {
        const isOwed = player.who === who && player.pending.some((turn) => turn.seq <= seq!);
        if (isOwed && player.over === null) continue;
        owed.delete(player);
        slowestMs = Math.round(now - begin);
        if (slowestMs > LIVENESS_MS) late.push(player);
      }
    }
    late.push(...owed.keys());
    for (const ledger of new Set(late.map(({ ledger }) => ledger))) {
      const count = late.filter((player) => player.ledger === ledger).length;
      this.#narrator.tellRoom(ledger.code, `${count} players late`);
    }
    return { late: late.length, slowestMs };
  }

  async #check(liveness: Liveness): Promise<ChaosReport> {
    const { ledgers, players, mishaps } = this.#crowd;
    const store = this.#rig.mongo === null ? null : openMongoStore(this.#rig.mongo.uri);
    const log = this.#rig.openLog();
    try {
      await this.#crowd.end();
      while (!log.isReachable) await wait(10);
      const { unended, gone } = await this.#awaitEnds(log);
      const ended = this.#endedMatches();
      const kept = store === null ? null : await this.#countKept(ended, store);
      // Now nothing is written any more.
      await Promise.all(this.#rig.services.map((service) => this.#rig.kill(service)));
      const { strict, ...excused } = await this.#audit(log, store);
      this.#narrator.tellTakeovers();
      const kinds = { ...this.#kinds, ...mishaps };
      return {
        seed: this.#props.seed,
        redises: this.#rig.redises.length,
        faults: Object.values(kinds).reduce((sum, count) => sum + count, 0),
        players: players.length,
        rooms: ledgers.length,
        sent: ledgers.reduce((sum, ledger) => sum + ledger.sent, 0),
        acked: ledgers.reduce((sum, ledger) => sum + ledger.acknowledged, 0),
        ...strict,
        ...this.#takeovers.spreads,
        ...liveness,
        stuck: this.#stuck + players.filter(({ over }) => over === 'gone').length,
        crashed: this.#crashed,
        unended: unended.length,
        ended: ended.length,
        kept,
        exception: { injected: this.#kinds.tailAndOwner ?? 0, ...excused, gone: gone.length },
        kinds,
      };
    } finally {
      await log.close();
      await store?.close();
    }
  }

  /** Waits until the matches that everybody has left have ended, and says which have not. */
  async #awaitEnds(log: RoomLog): Promise<LeftRooms> {
    const deadline = performance.now() + ENDING_MS;
    let left = await this.#leftRooms(log);
    while (left.unended.length > 0 && performance.now() < deadline) {
      await wait(100);
      left = await this.#leftRooms(log);
    }
    for (const { code } of left.unended) this.#narrator.tellRoom(code, 'not ended');
    return left;
  }

  async #countKept(ended: readonly Ledger[], store: Store): Promise<number> {
    const deadline = performance.now() + KEPT_MS;
    let kept = 0;
    for (const { code, record } of ended) {
      const isKept = async (): Promise<boolean> => (await store.match(parseMatchId(record.match))) !== null;
      let isThere = await isKept();
      while (!isThere && performance.now() < deadline) {
        await wait(100);
        isThere = await isKept();
      }
      if (isThere) kept += 1;
      else this.#props.onEvent(`not kept: ${code}`);
    }
    return kept;
  }

  /** Holds what players saw against what is stored, or else logged. */
  async #audit(
    log: RoomLog,
    store: Store | null,
  ): Promise<Omit<Exception, 'gone'> & { readonly strict: Findings }> {
    const strict = noFindings();
    const excused = noFindings();
    let rooms = 0;
    let silent = 0;
    for (const ledger of this.#crowd.ledgers) {
      const stored = await store?.match(parseMatchId(ledger.record.match));
      const ticks = stored?.ticks.map((bytes) => ({ bytes })) ?? (await log.range(ledger.code, 0));
      const until = this.#excusedUntil.get(ledger.code) ?? 0;
      const found = ledger.check(ticks, until);
      add(strict, found.strict);
      add(excused, found.excused);
      if (Object.values(found.strict).some((count) => count > 0)) {
        this.#narrator.tellRoom(ledger.code, `wrong: ${JSON.stringify(found.strict)}`);
        this.#narrator.tellUnlogged(ledger, ticks, until);
      }
      if (found.excused.unlogged === 0) continue;
      rooms += 1;
      silent += this.#crowd.players.filter(
        (player) => player.ledger === ledger && isSilent(player, until),
      ).length;
    }
    return { strict, ...excused, rooms, silent };
  }

  /** Rooms that everybody left at once, and whose match has not ended. */
  async #leftRooms(log: RoomLog): Promise<LeftRooms> {
    const ended = this.#endedMatches();
    const unended: Ledger[] = [];
    const gone: Ledger[] = [];
    for (const ledger of this.#crowd.ledgers.slice(0, SHORT_ROOMS)) {
      if (ended.includes(ledger)) continue;
      const isGone = this.#excusedUntil.has(ledger.code) && (await log.find(ledger.code)) === null;
      (isGone ? gone : unended).push(ledger);
    }
    return { unended, gone };
  }

  /** Rooms whose owner said that the match has ended. */
  #endedMatches(): Ledger[] {
    const lines = this.#rig.services.flatMap((service) => service.lines);
    const codes = new Set(lines.filter(({ msg }) => msg === 'match ended').map(({ room }) => room));
    return this.#crowd.ledgers.filter(({ code }) => codes.has(code));
  }
}

/** Whether a player who still plays was never made to begin anew after the loss. */
function isSilent(player: LightPlayer, since: number): boolean {
  return player.over !== 'left' && player.begunAt < since;
}

function add(sum: Findings, more: Findings): void {
  for (const key of Object.keys(more) as (keyof Findings)[]) sum[key] += more[key];
}
