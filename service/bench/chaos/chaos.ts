import { setTimeout as wait } from 'node:timers/promises';
import { Chance } from '../../game/random.ts';
import { RedisRoomLog } from '../../src/rooms/redis-room-log.ts';
import { parseMatchId } from '../../src/store/ids.ts';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { Crowd, SHORT_ROOMS } from './crowd.ts';
import { FAULTS, REDIS_FAULTS } from './faults.ts';
import { type Findings, type Ledger, noFindings } from './ledger.ts';
import type { LightPlayer } from './light-player.ts';
import { Rig } from './rig.ts';

/** How many service processes, rooms and players a run has. */
const SERVICES = 3;
const ROOMS = 28;
const PLAYERS_EACH = 8;

/** A room that has not gone on for so long stands still for good. */
const STUCK_MS = 20_000;

/** So soon after the last fault everybody who is connected has every input acknowledged. */
const LIVENESS_MS = 2000;

/** So long matches that everybody has left may take to end after all faults. */
const ENDING_MS = 60_000;

/** So soon after Redis has come back to a process it takes no rooms over, or nobody does; Redis counts whole seconds. */
const CALM_MS = 5000;

/** A room that was taken over no sooner has its story told. */
const LONG_TAKEOVER_MS = 2000;

/** So long a finished match may take to be kept. */
const KEPT_MS = 20_000;

/** So many lines of the services' logs are shown of a room in which something is wrong. */
const EXPLAINED_LINES = 40;

/** So many characters of what a line says beside its message. */
const EXPLAINED_LENGTH = 200;

/** What a run is told. */
export interface ChaosProps {
  readonly seconds: number;
  readonly seed: number;
  readonly redisCommand: string;
  readonly hasMongo: boolean;
  /** Names of the faults to inject. @default all */
  readonly kinds?: readonly string[];
  /** Hears what happens, a line at a time. */
  readonly onEvent: (event: string) => void;
}

interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

interface Liveness {
  /** Inputs of connected players that were not acknowledged in time after the last fault, and how long the last took. */
  readonly late: number;
  readonly slowestMs: number;
  /** From the last fault's end until everybody plays. */
  readonly recoveredMs: number;
}

/** What came of a run. */
export interface ChaosReport extends Findings, Liveness {
  readonly seed: number;
  readonly faults: number;
  readonly players: number;
  readonly rooms: number;
  readonly sent: number;
  readonly acked: number;
  readonly takeoverMs: Spread;
  /** Takeovers within seconds of a fault of Redis, when processes hold back on purpose. */
  readonly calmTakeoverMs: Spread;
  /** Players who were not playing again in the end, and rooms that stood still. */
  readonly stuck: number;
  /** Matches that everybody has left and that have not ended. */
  readonly unended: number;
  /** Matches whose end was logged, and how many of them are kept; `null` without a MongoDB. */
  readonly ended: number;
  readonly kept: number | null;
  /** The stated exception, counted apart: `silent` players were not told that they begin anew. */
  readonly exception: Findings & {
    readonly injected: number;
    readonly rooms: number;
    readonly silent: number;
  };
  readonly kinds: Readonly<Record<string, number>>;
}

/** Lets real processes suffer for a while, and holds what players saw against the log. */
export async function runChaos(props: ChaosProps): Promise<ChaosReport> {
  const rig = await Rig.start(props.redisCommand, SERVICES, props.hasMongo);
  try {
    return await new Chaos(props, rig).run();
  } finally {
    await rig.stop();
  }
}

class Chaos {
  readonly #props: ChaosProps;
  readonly #rig: Rig;
  readonly #crowd: Crowd;
  readonly #chance: Chance;
  readonly #takeovers: number[] = [];
  readonly #calmTakeovers: number[] = [];
  readonly #watches: Promise<void>[] = [];
  readonly #excusedUntil = new Map<string, number>();
  readonly #kinds: Record<string, number> = {};
  #stuck = 0;
  #redisBackAt = performance.now();

  constructor(props: ChaosProps, rig: Rig) {
    this.#props = props;
    this.#rig = rig;
    this.#chance = new Chance(props.seed);
    this.#crowd = new Crowd(rig, new Chance(props.seed + 1));
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
      await Promise.all(this.#watches);
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
      await FAULTS[name!]!({
        rig: this.#rig,
        chance: this.#chance,
        settle: () => this.#settle(),
        watchTakeover: (codes) => this.#watches.push(this.#watchTakeover(codes)),
        codes: () => this.#crowd.ledgers.map(({ code }) => code),
        excuse: (codes) => {
          for (const code of codes) this.#excusedUntil.set(code, performance.now());
        },
      });
      if (REDIS_FAULTS.has(name!)) this.#redisBackAt = performance.now();
      this.#kinds[name!] = (this.#kinds[name!] ?? 0) + 1;
      this.#props.onEvent(`${name} ${Math.round(performance.now() - begin)} ms`);
    }
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
        this.#props.onEvent(`standing still: ${standing().map(({ code }) => code)}`);
        this.#props.onEvent(`  players: ${JSON.stringify(this.#fortunes(standing()))}`);
        for (const [index, service] of this.#rig.services.entries())
          for (const { time, msg, room, ...rest } of service.lines.slice(-EXPLAINED_LINES))
            this.#props.onEvent(
              `  ${time} process ${index}: ${msg} ${room ?? ''} ${JSON.stringify(rest).slice(0, EXPLAINED_LENGTH)}`,
            );
        return false;
      }
      await wait(20);
    }
    return true;
  }

  /** From now to the first tick of another owner, for each of the rooms that gets one. */
  async #watchTakeover(codes: readonly string[]): Promise<void> {
    const begin = performance.now();
    const before = new Map(codes.map((code) => [code, this.#rig.owners.get(code)]));
    // What was on its way is not the next owner's.
    await wait(100);
    const ledgers = this.#crowd.lively.filter(({ code }) => codes.includes(code));
    await Promise.all(
      ledgers.map(async (ledger) => {
        const last = ledger.newest.tick;
        while (ledger.newest.tick === last && performance.now() - begin < STUCK_MS) await wait(5);
        if (ledger.newest.tick === last || this.#rig.owners.get(ledger.code) === before.get(ledger.code))
          return;
        const isCalm = begin - this.#redisBackAt < CALM_MS;
        const took = performance.now() - begin;
        (isCalm ? this.#calmTakeovers : this.#takeovers).push(took);
        if (took < LONG_TAKEOVER_MS) return;
        this.#props.onEvent(
          `taken over in ${Math.round(took)} ms, ${isCalm ? 'after a fault of Redis' : 'Redis well'}`,
        );
        this.#tellStory(ledger);
      }),
    );
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
      this.#props.onEvent(
        `late: ${late.filter((player) => player.ledger === ledger).length} in ${ledger.code}`,
      );
      this.#tellStory(ledger);
    }
    return { late: late.length, slowestMs };
  }

  async #check(liveness: Liveness): Promise<ChaosReport> {
    const { ledgers, players, mishaps } = this.#crowd;
    const store = this.#rig.mongo === null ? null : openMongoStore(this.#rig.mongo.uri);
    const log = new RedisRoomLog(this.#rig.redis.url, 0);
    try {
      await this.#crowd.end();
      while (!log.isReachable) await wait(10);
      const end = performance.now() + ENDING_MS;
      let unended = await this.#unendedMatches(log);
      while (unended.length > 0 && performance.now() < end) {
        await wait(100);
        unended = await this.#unendedMatches(log);
      }
      const ended = this.#endedMatches();
      for (const ledger of unended) {
        this.#props.onEvent(`not ended: ${ledger.code}`);
        this.#tellStory(ledger);
      }
      const isKept = async (ledger: Ledger): Promise<boolean> =>
        (await store?.match(parseMatchId(ledger.record.match))) != null;
      let kept = 0;
      const deadline = performance.now() + KEPT_MS;
      if (store !== null)
        for (const ledger of ended) {
          while (!(await isKept(ledger)) && performance.now() < deadline) await wait(100);
          if (await isKept(ledger)) kept += 1;
          else this.#props.onEvent(`not kept: ${ledger.code}`);
        }
      // Now nothing is written any more.
      await Promise.all(this.#rig.services.map((service) => this.#rig.kill(service)));

      const strict = noFindings();
      const excused = noFindings();
      const exception = { rooms: 0, silent: 0 };
      for (const ledger of ledgers) {
        const logged = await log.range(ledger.code, 0);
        const stored = await store?.match(parseMatchId(ledger.record.match));
        const ticks = stored ? stored.ticks.map((bytes) => ({ bytes })) : logged;
        const until = this.#excusedUntil.get(ledger.code) ?? 0;
        const found = ledger.check(ticks, until);
        add(strict, found.strict);
        add(excused, found.excused);
        if (Object.values(found.strict).some((count) => count > 0)) {
          this.#explain(ledger, found.strict);
          this.#tellUnlogged(ledger, ticks, until);
        }
        if (found.excused.unlogged === 0) continue;
        exception.rooms += 1;
        exception.silent += players.filter(
          (player) => player.ledger === ledger && isSilent(player, until),
        ).length;
      }
      this.#props.onEvent(`takeovers ${JSON.stringify(this.#takeoverReasons())}`);
      const kinds = { ...this.#kinds, ...mishaps };
      return {
        seed: this.#props.seed,
        faults: Object.values(kinds).reduce((sum, count) => sum + count, 0),
        players: players.length,
        rooms: ledgers.length,
        sent: ledgers.reduce((sum, ledger) => sum + ledger.sent, 0),
        acked: ledgers.reduce((sum, ledger) => sum + ledger.acknowledged, 0),
        ...strict,
        takeoverMs: spread(this.#takeovers),
        calmTakeoverMs: spread(this.#calmTakeovers),
        ...liveness,
        stuck: this.#stuck + players.filter(({ over }) => over === 'gone').length,
        unended: unended.length,
        ended: ended.length,
        kept: store === null ? null : kept,
        exception: { injected: this.#kinds.tailAndOwner ?? 0, ...exception, ...excused },
        kinds,
      };
    } finally {
      await log.close();
      await store?.close();
    }
  }

  #explain(ledger: Ledger, findings: Findings): void {
    this.#props.onEvent(`wrong: ${ledger.code} ${JSON.stringify(findings)}`);
    this.#tellStory(ledger);
  }

  /** What processes said about a room last. */
  #tellStory({ code }: Ledger): void {
    const lines = this.#rig.services.flatMap((service, index) =>
      service.lines
        .filter(({ room }) => room === code)
        .map((line) => `${line.time} process ${index}: ${line.msg} ${line.reason ?? line.tick ?? ''}`),
    );
    for (const line of lines.sort().slice(-EXPLAINED_LINES)) this.#props.onEvent(`  ${line}`);
  }

  /** Which ticks were seen since a moment and are not in the log, when, and what the log has instead. */
  #tellUnlogged(ledger: Ledger, log: readonly { readonly bytes: Uint8Array }[], since: number): void {
    for (const { tick, bytes, at, instead } of ledger.unlogged(log)) {
      if (at <= since) continue;
      const seenAt = new Date(performance.timeOrigin + at).toISOString();
      const [seen, logged] = [bytes, instead ?? new Uint8Array()].map((each) =>
        Buffer.from(each).toString('hex'),
      );
      this.#props.onEvent(`  ${seenAt} tick ${tick} of ${log.length} was seen: ${seen}, logged: ${logged}`);
    }
  }

  /** How many players of these rooms fare how. */
  #fortunes(ledgers: readonly Ledger[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { ledger, over, fortune } of this.#crowd.players)
      if (over === null && ledgers.includes(ledger)) counts[fortune] = (counts[fortune] ?? 0) + 1;
    return counts;
  }

  #takeoverReasons(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { msg, reason } of this.#rig.services.flatMap(({ lines }) => lines))
      if (msg === 'room taken over') counts[String(reason)] = (counts[String(reason)] ?? 0) + 1;
    return counts;
  }

  /** Rooms that everybody left at once, whose match has not ended, and that Redis did not lose while nobody ran them. */
  async #unendedMatches(log: RedisRoomLog): Promise<Ledger[]> {
    const ended = this.#endedMatches();
    const left = this.#crowd.ledgers.slice(0, SHORT_ROOMS).filter((ledger) => !ended.includes(ledger));
    const isLost = await Promise.all(
      left.map(async ({ code }) => this.#excusedUntil.has(code) && (await log.find(code)) === null),
    );
    return left.filter((_, index) => !isLost[index]);
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

function spread(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), count: values.length };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}
