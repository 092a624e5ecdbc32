import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { SIZES, type Size } from '../../game/index.ts';
import type { Gathering } from './gathering.ts';
import type { Petition } from './petition.ts';
import { PetitionPost } from './petition-post.ts';
import { RedisChannels } from './redis-channels.ts';
import { answered, connectRedis } from './redis-connection.ts';
import { RedisPen } from './redis-pen.ts';
import { RedisReach } from './redis-reach.ts';
import { ALL_OPEN_ROOMS, FINISHED, LIVE, OFFERS, openRooms, RoomKeys } from './room-keys.ts';
import {
  type Follower,
  LEASE_MS,
  type Listing,
  LogFull,
  type LoggedTick,
  LogUnavailable,
  type Notice,
  ORPHANED_MS,
  type OwnerToken,
  PLACE_MS,
  PROMISED_MS,
  type RoomLog,
  type RoomRecord,
  type RoomSnapshot,
  type Unsubscribe,
} from './room-log.ts';
import { SCRIPTS, type Scripts } from './room-script.ts';
import { heed } from './script-word.ts';
import { TickRelay } from './tick-relay.ts';

/** A room that nobody plays, stores or owns is forgotten after so long. */
const KEPT_SECONDS = 2 * 60 * 60;

/** After a reconnect this process waits before it takes rooms over: their owners are just reconnecting, too. */
const CALM_MS = 1000;

/** How long after a match its people find each other again. */
const SUCCESSION_SECONDS = 10 * 60;

/** Above this part of Redis's memory new rooms are refused, so that the rooms that are there can go on. */
const MOST_MEMORY = 0.8;

/** The log of rooms in Redis, shared by all processes. */
export class RedisRoomLog implements RoomLog {
  readonly #redis: Redis & Scripts;
  readonly #subscriber: Redis;
  readonly #channels: RedisChannels;
  readonly #reach: RedisReach;
  readonly #pen: RedisPen;
  readonly #post: PetitionPost;
  readonly #relay: TickRelay;
  readonly #ownOffers = new Set<string>();

  /**
   * Connects in the background; until then every method throws `LogUnavailable`.
   * @param calmMs @default 1000
   */
  constructor(url: string, calmMs = CALM_MS) {
    this.#redis = connectRedis(url, { scripts: { ...SCRIPTS } }) as Redis & Scripts;
    this.#subscriber = connectRedis(url, { enableOfflineQueue: true });
    this.#channels = new RedisChannels(this.#subscriber);
    this.#reach = new RedisReach(this.#redis, this.#subscriber, this.#channels, calmMs);
    this.#pen = new RedisPen(this.#redis, { leaseMs: LEASE_MS, keptSeconds: KEPT_SECONDS });
    this.#post = new PetitionPost(this.#redis, this.#channels);
    this.#relay = new TickRelay(this.#channels);
  }

  get isReachable(): boolean {
    return this.#reach.isReachable;
  }

  reaches(): boolean {
    return this.isReachable;
  }

  onReachable(listener: (isReachable: boolean) => void): void {
    this.#reach.onChange(listener);
  }

  async create(record: RoomRecord): Promise<OwnerToken | null> {
    await this.#refuseIfFull();
    const { code } = record.header;
    const { room, log, snapshot } = new RoomKeys(code);
    const token = `1.${randomUUID()}` as OwnerToken;
    const text = JSON.stringify(record);
    const reply = await answered(
      this.#redis.roomCreate(room, log, snapshot, LIVE, code, text, token, LEASE_MS, KEPT_SECONDS),
    );
    return reply === 'created' ? token : null;
  }

  async find(code: string): Promise<RoomRecord | null> {
    const record = await answered(this.#redis.hget(new RoomKeys(code).room, 'record'));
    return record === null ? null : (JSON.parse(record) as RoomRecord);
  }

  async append(code: string, token: OwnerToken, tick: LoggedTick, isLast: boolean): Promise<void> {
    this.#expectToHear();
    await this.#pen.write({ code, token, tick, isLast });
    this.#relay.relay(code, tick);
  }

  async renew(code: string, token: OwnerToken): Promise<void> {
    this.#expectToHear();
    const { room, log } = new RoomKeys(code);
    heed(code, await answered(this.#redis.roomRenew(room, log, token, LEASE_MS)));
  }

  era(): Promise<string> {
    return this.#reach.run();
  }

  async mend(record: RoomRecord, token: OwnerToken, logged: readonly LoggedTick[]): Promise<void> {
    const { code } = record.header;
    const { room, log } = new RoomKeys(code);
    const entries = logged.flatMap(({ tick, bytes }) => [tick + 1, Buffer.from(bytes)]);
    const text = JSON.stringify(record);
    heed(
      code,
      await answered(
        this.#redis.roomMend(room, log, LIVE, code, token, text, LEASE_MS, KEPT_SECONDS, ...entries),
      ),
    );
  }

  async claim(code: string): Promise<OwnerToken | null> {
    await this.#reach.calm();
    const { room, log } = new RoomKeys(code);
    const reply = await answered(
      this.#redis.roomClaim(room, log, FINISHED, LIVE, code, randomUUID(), LEASE_MS),
    );
    const [word, token] = reply.split(' ');
    return word === 'claimed' ? (token as OwnerToken) : null;
  }

  async offer(code: string, token: OwnerToken): Promise<void> {
    const { room, log } = new RoomKeys(code);
    await this.#relay.disown(code);
    heed(code, await answered(this.#redis.roomOffer(room, log, token)));
    this.#ownOffers.add(code);
    await answered(this.#redis.publish(OFFERS, code));
  }

  onOffer(listener: (code: string) => void): void {
    this.#channels.keep(OFFERS, (message) => {
      const code = message.toString();
      if (!this.#ownOffers.delete(code)) listener(code);
    });
  }

  async range(code: string, fromTick: number): Promise<readonly LoggedTick[]> {
    const entries = await answered(this.#redis.xrangeBuffer(new RoomKeys(code).log, `${fromTick + 1}`, '+'));
    return entries.map(([id, [, bytes]]) => ({
      tick: Number.parseInt(id.toString(), 10) - 1,
      bytes: new Uint8Array(bytes as Buffer),
    }));
  }

  async keepSnapshot(code: string, token: OwnerToken, { tick, bytes }: RoomSnapshot): Promise<void> {
    const { room, log, snapshot } = new RoomKeys(code);
    const kept = this.#redis.roomKeepSnapshot(
      room,
      log,
      snapshot,
      token,
      tick,
      Buffer.from(bytes),
      KEPT_SECONDS,
    );
    heed(code, await answered(kept));
  }

  async snapshot(code: string): Promise<RoomSnapshot | null> {
    const [tick, bytes] = await answered(
      this.#redis.hmgetBuffer(new RoomKeys(code).snapshot, 'tick', 'bytes'),
    );
    if (!tick || !bytes) return null;
    return { tick: Number(tick.toString()), bytes: new Uint8Array(bytes) };
  }

  async gather(code: string, token: OwnerToken, gathering: Gathering): Promise<void> {
    this.#expectToHear();
    const { room, log, notices } = new RoomKeys(code);
    const text = JSON.stringify(gathering);
    const notice = JSON.stringify({ tell: 'gathering', gathering } satisfies Notice);
    heed(code, await answered(this.#redis.roomGather(room, log, token, LEASE_MS, text, notices, notice)));
  }

  async gathering(code: string): Promise<Gathering | null> {
    const text = await answered(this.#redis.hget(new RoomKeys(code).room, 'gathering'));
    return text === null ? null : (JSON.parse(text) as Gathering);
  }

  async watch(code: string, watcher: string, most: number): Promise<number | null> {
    const reply = await answered(this.#redis.roomWatch(new RoomKeys(code).watchers, watcher, most, PLACE_MS));
    return reply === 'full' ? null : Number(reply);
  }

  async unwatch(code: string, watcher: string): Promise<number> {
    return Number(await answered(this.#redis.roomUnwatch(new RoomKeys(code).watchers, watcher)));
  }

  async watchers(code: string): Promise<number> {
    return Number(await answered(this.#redis.roomUnwatch(new RoomKeys(code).watchers, '')));
  }

  async successor(match: string): Promise<string | null> {
    return answered(this.#redis.get(`rematch:${match}`));
  }

  async succeed(match: string, code: string, before: string | null): Promise<string> {
    return answered(this.#redis.roomSucceed(`rematch:${match}`, code, before ?? '', SUCCESSION_SECONDS));
  }

  async personOf(code: string, account: string, tab: string, isReturn: boolean): Promise<string | null> {
    const how = isReturn ? 'return' : 'new';
    return (await answered(this.#redis.roomPerson(new RoomKeys(code).room, account, tab, how))) || null;
  }

  async follow(code: string, follower: Follower): Promise<Unsubscribe> {
    const { notices } = new RoomKeys(code);
    const stopTicks = await this.#relay.hear(code, (tick) => {
      this.#post.hear(code);
      follower.onTick(tick);
    });
    const stop = async (): Promise<void> => {
      this.#post.forget(code);
      await stopTicks();
    };
    try {
      const stopNotices = await this.#channels.listen(notices, (message) => {
        follower.onNotice(JSON.parse(message.toString()) as Notice);
      });
      return async () => {
        await stop();
        await stopNotices();
      };
    } catch (error) {
      await stop();
      throw error;
    }
  }

  async notify(code: string, notice: Notice): Promise<void> {
    await answered(this.#redis.publish(new RoomKeys(code).notices, JSON.stringify(notice)));
  }

  petition(code: string, petition: Petition): Promise<void> {
    return this.#post.send(code, petition);
  }

  async listen(code: string, listener: (petition: Petition) => void): Promise<Unsubscribe> {
    const stop = await this.#post.listen(code, listener);
    this.#relay.own(code);
    return async () => {
      // While Redis is away that waits for it; an owner that ends need not.
      void this.#relay.disown(code);
      await stop();
    };
  }

  async list(code: string, { size, people, isOpen }: Listing, seated: readonly string[]): Promise<void> {
    const { promises } = new RoomKeys(code);
    const open = isOpen ? people : '';
    heed(code, await answered(this.#redis.roomList(openRooms(size), promises, code, open, ...seated)));
  }

  async promiseSeat(size: Size, person: string): Promise<string | null> {
    const { seats } = SIZES[size];
    const code = await answered(
      this.#redis.roomPromise(openRooms(size), FINISHED, person, seats, PROMISED_MS),
    );
    return code === '' ? null : code;
  }

  async orphans(): Promise<readonly string[]> {
    const codes = await answered(this.#redis.roomOrphans(LIVE, FINISHED, ORPHANED_MS, LEASE_MS));
    return codes === '' ? [] : codes.split(' ');
  }

  async finished(): Promise<readonly string[]> {
    return answered(this.#redis.smembers(FINISHED));
  }

  async remove(code: string): Promise<void> {
    const { room, log, snapshot } = new RoomKeys(code);
    const keys = [room, log, snapshot, LIVE, FINISHED, ...ALL_OPEN_ROOMS];
    heed(code, await answered(this.#redis.roomRemove(...keys, code)));
  }

  async close(): Promise<void> {
    this.#relay.close();
    this.#redis.disconnect();
    this.#subscriber.disconnect();
  }

  /** An owner that is asked by others and does not hear it must let another own the room. @throws LogUnavailable */
  #expectToHear(): void {
    if (this.#reach.isDeaf) throw new LogUnavailable('Redis: nothing that others publish is heard');
  }

  async #refuseIfFull(): Promise<void> {
    const info = await answered(this.#redis.info('memory'));
    const used = Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0);
    const most = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0);
    if (most > 0 && used > most * MOST_MEMORY)
      throw new LogFull(
        `Redis holds ${used} of ${most} bytes, new rooms need it below ${MOST_MEMORY * 100} %`,
      );
  }
}
