import type { Size } from '../../game/index.ts';
import type { Gathering } from './gathering.ts';
import type { Petition } from './petition.ts';
import { rendezvous } from './rendezvous.ts';
import {
  type Follower,
  type Listing,
  type LoggedTick,
  LogUnavailable,
  type Notice,
  type OwnerToken,
  type RoomLog,
  type RoomRecord,
  type RoomSnapshot,
  type Unsubscribe,
} from './room-log.ts';

/** Places of rooms that are remembered; a forgotten one is looked up again. */
const MOST_PLACES = 10_000;

/**
 * Rooms spread over several logs by their code. Each code has a home, and adding a log gives it an even part of the
 * codes and moves no others. A room that was opened before its code moved is found where it is.
 */
export class ShardedRoomLog implements RoomLog {
  readonly #shards: readonly RoomLog[];
  readonly #places = new Map<string, RoomLog>();

  /** @param shards in an order that stays: a new one is added at the end */
  constructor(shards: readonly RoomLog[]) {
    this.#shards = shards;
  }

  get isReachable(): boolean {
    return this.#shards.every((shard) => shard.isReachable);
  }

  reaches(code: string): boolean {
    return (this.#places.get(code) ?? this.#home(code)).reaches(code);
  }

  onReachable(listener: (isReachable: boolean) => void): void {
    for (const shard of this.#shards) shard.onReachable(() => listener(this.isReachable));
  }

  /** A code whose home is away is one that cannot be had: another may be at home elsewhere. */
  async create(record: RoomRecord): Promise<OwnerToken | null> {
    const { code } = record.header;
    const home = this.#home(code);
    if (!home.isReachable && this.#shards.some((shard) => shard.isReachable)) return null;
    const strangers = await Promise.all(this.#others(home).map((shard) => findIfReachable(shard, code)));
    if (strangers.some((stranger) => stranger !== null)) return null;
    const token = await home.create(record);
    if (token !== null) this.#remember(code, home);
    return token;
  }

  async find(code: string): Promise<RoomRecord | null> {
    return (await this.#placeOf(code)).find(code);
  }

  async append(code: string, token: OwnerToken, tick: LoggedTick, isLast: boolean): Promise<void> {
    await (await this.#placeOf(code)).append(code, token, tick, isLast);
  }

  async renew(code: string, token: OwnerToken): Promise<void> {
    await (await this.#placeOf(code)).renew(code, token);
  }

  async era(code: string): Promise<string> {
    return (await this.#placeOf(code)).era(code);
  }

  async mend(record: RoomRecord, token: OwnerToken, ticks: readonly LoggedTick[]): Promise<void> {
    await (await this.#placeOf(record.header.code)).mend(record, token, ticks);
  }

  async claim(code: string): Promise<OwnerToken | null> {
    return (await this.#placeOf(code)).claim(code);
  }

  async offer(code: string, token: OwnerToken): Promise<void> {
    await (await this.#placeOf(code)).offer(code, token);
  }

  onOffer(listener: (code: string) => void): void {
    for (const shard of this.#shards) shard.onOffer(listener);
  }

  async range(code: string, fromTick: number): Promise<readonly LoggedTick[]> {
    return (await this.#placeOf(code)).range(code, fromTick);
  }

  async keepSnapshot(code: string, token: OwnerToken, snapshot: RoomSnapshot): Promise<void> {
    await (await this.#placeOf(code)).keepSnapshot(code, token, snapshot);
  }

  async snapshot(code: string): Promise<RoomSnapshot | null> {
    return (await this.#placeOf(code)).snapshot(code);
  }

  async gather(code: string, token: OwnerToken, gathering: Gathering): Promise<void> {
    await (await this.#placeOf(code)).gather(code, token, gathering);
  }

  async gathering(code: string): Promise<Gathering | null> {
    return (await this.#placeOf(code)).gathering(code);
  }

  async watch(code: string, watcher: string, most: number): Promise<number | null> {
    return (await this.#placeOf(code)).watch(code, watcher, most);
  }

  async unwatch(code: string, watcher: string): Promise<number> {
    return (await this.#placeOf(code)).unwatch(code, watcher);
  }

  async watchers(code: string): Promise<number> {
    return (await this.#placeOf(code)).watchers(code);
  }

  async successor(match: string): Promise<string | null> {
    return this.#home(match).successor(match);
  }

  async succeed(match: string, code: string, before: string | null): Promise<string> {
    return this.#home(match).succeed(match, code, before);
  }

  async personOf(code: string, account: string, tab: string, isReturn: boolean): Promise<string | null> {
    return (await this.#placeOf(code)).personOf(code, account, tab, isReturn);
  }

  async follow(code: string, follower: Follower): Promise<Unsubscribe> {
    return (await this.#placeOf(code)).follow(code, follower);
  }

  async notify(code: string, notice: Notice): Promise<void> {
    await (await this.#placeOf(code)).notify(code, notice);
  }

  async petition(code: string, petition: Petition): Promise<void> {
    await (await this.#placeOf(code)).petition(code, petition);
  }

  async listen(code: string, listener: (petition: Petition) => void): Promise<Unsubscribe> {
    return (await this.#placeOf(code)).listen(code, listener);
  }

  async list(code: string, listing: Listing, seated: readonly string[]): Promise<void> {
    await (await this.#placeOf(code)).list(code, listing, seated);
  }

  /** In the first log that has such a seat, in an order that is another for each person. */
  async promiseSeat(size: Size, person: string): Promise<string | null> {
    const home = this.#home(person);
    const shards = [home, ...this.#others(home)].filter((shard) => shard.isReachable);
    for (const shard of shards) {
      const code = await shard.promiseSeat(size, person);
      if (code !== null) return code;
    }
    return null;
  }

  async orphans(): Promise<readonly string[]> {
    return this.#gather((shard) => shard.orphans());
  }

  async finished(): Promise<readonly string[]> {
    return this.#gather((shard) => shard.finished());
  }

  async remove(code: string): Promise<void> {
    await (await this.#placeOf(code)).remove(code);
    this.#places.delete(code);
  }

  async close(): Promise<void> {
    await Promise.all(this.#shards.map((shard) => shard.close()));
  }

  #home(code: string): RoomLog {
    return rendezvous(code, this.#shards)[0]!;
  }

  #others(home: RoomLog): RoomLog[] {
    return this.#shards.filter((shard) => shard !== home);
  }

  /** The log that has the room; its home if none has. @throws LogUnavailable if it may be in one that is away */
  async #placeOf(code: string): Promise<RoomLog> {
    const known = this.#places.get(code);
    if (known !== undefined) return known;
    const home = this.#home(code);
    for (const shard of [home, ...this.#others(home)]) {
      if ((await shard.find(code)) === null) continue;
      this.#remember(code, shard);
      return shard;
    }
    return home;
  }

  #remember(code: string, shard: RoomLog): void {
    this.#places.set(code, shard);
    if (this.#places.size <= MOST_PLACES) return;
    for (const oldest of this.#places.keys()) {
      this.#places.delete(oldest);
      return;
    }
  }

  /** What all logs know that answer. @throws LogUnavailable if none does */
  async #gather<T>(ask: (shard: RoomLog) => Promise<readonly T[]>): Promise<readonly T[]> {
    const answers = await Promise.allSettled(this.#shards.map(ask));
    const refusal = answers.find((answer) => answer.status === 'rejected' && !isAway(answer.reason));
    const isSilent = answers.every((answer) => answer.status === 'rejected');
    if (refusal?.status === 'rejected') throw refusal.reason;
    if (isSilent) throw new LogUnavailable('no log of rooms answers');
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }
}

function isAway(error: unknown): boolean {
  return error instanceof LogUnavailable;
}

/** A room's record, `null` also if the log is away. */
async function findIfReachable(shard: RoomLog, code: string): Promise<RoomRecord | null> {
  return shard.isReachable ? shard.find(code) : null;
}
