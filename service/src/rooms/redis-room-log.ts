import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Gathering } from './gathering.ts';
import type { Petition } from './petition.ts';
import { RedisChannels } from './redis-channels.ts';
import { answered, connectRedis } from './redis-connection.ts';
import {
  Conflict,
  Fenced,
  type Follower,
  type Listing,
  LogFull,
  type LoggedTick,
  type Notice,
  type OwnerToken,
  type RoomLog,
  type RoomRecord,
  type RoomSnapshot,
  TailLost,
  type Unsubscribe,
} from './room-log.ts';
import {
  APPEND,
  CLAIM,
  CREATE,
  GATHER,
  KEEP_SNAPSHOT,
  MEND,
  OFFER,
  RENEW,
  UNWATCH,
  WATCH,
} from './room-script.ts';

/** How long an owner may be silent before another process may take the room: six ticks. */
const LEASE_MS = 900;

/** A room that nobody plays, stores or owns is forgotten after so long. */
const KEPT_SECONDS = 2 * 60 * 60;

/** A listing that its owner has not renewed for so long is left out: until then somebody may take the room over. */
const LISTED_MS = 60_000;

/** After a reconnect this process waits before it takes rooms over: their owners are just reconnecting, too. */
const CALM_MS = 1000;

/**
 * A Redis that has just come back may have lost its last second, which only a room's owner can put back: for so many
 * times the calm after its start nobody takes rooms over, also if some owners find their way back late.
 */
const RESTART_CALMS = 4;

/** How long a petition to an owner elsewhere waits for others: a fraction of the time to the next tick. */
const POST_MS = 20;

/** How long after a match its people find each other again. */
const SUCCESSION_SECONDS = 10 * 60;

/** How long a spectator's place is kept. */
const PLACE_MS = 30_000;

/** Above this part of Redis's memory new rooms are refused, so that the rooms that are there can go on. */
const MOST_MEMORY = 0.8;

const SCRIPTS = {
  roomCreate: { lua: CREATE, numberOfKeys: 3 },
  roomAppend: { lua: APPEND, numberOfKeys: 3 },
  roomRenew: { lua: RENEW, numberOfKeys: 2 },
  roomMend: { lua: MEND, numberOfKeys: 2 },
  roomClaim: { lua: CLAIM, numberOfKeys: 3 },
  roomOffer: { lua: OFFER, numberOfKeys: 2 },
  roomGather: { lua: GATHER, numberOfKeys: 2 },
  roomWatch: { lua: WATCH, numberOfKeys: 1 },
  roomUnwatch: { lua: UNWATCH, numberOfKeys: 1 },
  roomKeepSnapshot: { lua: KEEP_SNAPSHOT, numberOfKeys: 3 },
} as const;

type Scripts = Record<keyof typeof SCRIPTS, (...args: (string | number | Buffer)[]) => Promise<string>>;

const LISTINGS = 'rooms:listings';
const FINISHED = 'rooms:finished';
const OFFERS = 'rooms:offers';

/** A room's keys share a hash tag, so that they would stay together in a cluster. */
function keysOf(
  code: string,
): Record<'room' | 'log' | 'snapshot' | 'ticks' | 'notices' | 'petitions' | 'watchers', string> {
  const room = `room:{${code}}`;
  return {
    room,
    log: `${room}:log`,
    snapshot: `${room}:snapshot`,
    ticks: `${room}:ticks`,
    notices: `${room}:notices`,
    petitions: `${room}:petitions`,
    watchers: `${room}:watchers`,
  };
}

/** The log of rooms in Redis, shared by all processes. */
export class RedisRoomLog implements RoomLog {
  readonly #redis: Redis & Scripts;
  readonly #subscriber: Redis;
  readonly #channels: RedisChannels;
  readonly #calmMs: number;
  readonly #ownOffers = new Set<string>();
  /** Owners in this process, by their rooms. */
  readonly #owners = new Map<string, (petition: Petition) => void>();
  /** Petitions that wait for others of their room. */
  readonly #bags = new Map<string, { readonly petitions: Petition[]; readonly posted: Promise<void> }>();
  #isCorked = false;
  #reachableSince = Number.POSITIVE_INFINITY;

  /**
   * Connects in the background; until then every method throws `LogUnavailable`.
   * @param calmMs @default 1000
   */
  constructor(url: string, calmMs = CALM_MS) {
    this.#calmMs = calmMs;
    this.#redis = connectRedis(url, { scripts: { ...SCRIPTS } }) as Redis & Scripts;
    this.#subscriber = connectRedis(url, { enableOfflineQueue: true });
    this.#channels = new RedisChannels(this.#subscriber);
    this.#redis.on('ready', () => {
      this.#reachableSince = performance.now();
    });
    this.#redis.on('close', () => {
      this.#reachableSince = Number.POSITIVE_INFINITY;
    });
  }

  get isReachable(): boolean {
    return this.#reachableSince <= performance.now();
  }

  reaches(): boolean {
    return this.isReachable;
  }

  onReachable(listener: (isReachable: boolean) => void): void {
    let wasReachable = this.isReachable;
    const report = (): void => {
      if (this.isReachable === wasReachable) return;
      wasReachable = this.isReachable;
      listener(wasReachable);
    };
    this.#redis.on('ready', report);
    this.#redis.on('close', report);
  }

  async create(record: RoomRecord): Promise<OwnerToken | null> {
    await this.#refuseIfFull();
    const { code } = record.header;
    const { room, log, snapshot } = keysOf(code);
    const token = `1.${randomUUID()}` as OwnerToken;
    const text = JSON.stringify(record);
    const reply = await answered(
      this.#redis.roomCreate(room, log, snapshot, text, token, LEASE_MS, KEPT_SECONDS),
    );
    return reply === 'created' ? token : null;
  }

  async find(code: string): Promise<RoomRecord | null> {
    const record = await answered(this.#redis.hget(keysOf(code).room, 'record'));
    return record === null ? null : (JSON.parse(record) as RoomRecord);
  }

  async append(code: string, token: OwnerToken, tick: LoggedTick, isLast: boolean): Promise<void> {
    const { room, log, ticks } = keysOf(code);
    const bytes = Buffer.from(tick.bytes);
    const id = tick.tick + 1;
    const last = isLast ? 1 : 0;
    this.#sendTogether();
    expect(
      code,
      await answered(
        this.#redis.roomAppend(
          room,
          log,
          FINISHED,
          token,
          id,
          bytes,
          LEASE_MS,
          ticks,
          frame(tick),
          last,
          KEPT_SECONDS,
          code,
        ),
      ),
    );
  }

  async renew(code: string, token: OwnerToken): Promise<void> {
    const { room, log } = keysOf(code);
    expect(code, await answered(this.#redis.roomRenew(room, log, token, LEASE_MS)));
  }

  async mend(record: RoomRecord, token: OwnerToken, logged: readonly LoggedTick[]): Promise<void> {
    const { code } = record.header;
    const { room, log } = keysOf(code);
    const entries = logged.flatMap(({ tick, bytes }) => [tick + 1, Buffer.from(bytes)]);
    const text = JSON.stringify(record);
    expect(
      code,
      await answered(this.#redis.roomMend(room, log, token, text, LEASE_MS, KEPT_SECONDS, ...entries)),
    );
  }

  async claim(code: string): Promise<OwnerToken | null> {
    if (await this.#isTooSoon()) return null;
    const { room, log } = keysOf(code);
    const reply = await answered(this.#redis.roomClaim(room, log, FINISHED, randomUUID(), LEASE_MS, code));
    const [word, token] = reply.split(' ');
    return word === 'claimed' ? (token as OwnerToken) : null;
  }

  async offer(code: string, token: OwnerToken): Promise<void> {
    const { room, log } = keysOf(code);
    expect(code, await answered(this.#redis.roomOffer(room, log, token)));
    this.#ownOffers.add(code);
    await answered(this.#redis.publish(OFFERS, code));
  }

  onOffer(listener: (code: string) => void): void {
    const hear = (message: Buffer): void => {
      const code = message.toString();
      if (!this.#ownOffers.delete(code)) listener(code);
    };
    // While Redis is away the subscription waits in the subscriber's queue.
    this.#channels.listen(OFFERS, hear).catch(() => undefined);
  }

  async range(code: string, fromTick: number): Promise<readonly LoggedTick[]> {
    const entries = await answered(this.#redis.xrangeBuffer(keysOf(code).log, `${fromTick + 1}`, '+'));
    return entries.map(([id, [, bytes]]) => ({
      tick: Number.parseInt(id.toString(), 10) - 1,
      bytes: new Uint8Array(bytes as Buffer),
    }));
  }

  async keepSnapshot(code: string, token: OwnerToken, { tick, bytes }: RoomSnapshot): Promise<void> {
    const { room, log, snapshot } = keysOf(code);
    const kept = this.#redis.roomKeepSnapshot(
      room,
      log,
      snapshot,
      token,
      tick,
      Buffer.from(bytes),
      KEPT_SECONDS,
    );
    expect(code, await answered(kept));
  }

  async snapshot(code: string): Promise<RoomSnapshot | null> {
    const [tick, bytes] = await answered(this.#redis.hmgetBuffer(keysOf(code).snapshot, 'tick', 'bytes'));
    if (!tick || !bytes) return null;
    return { tick: Number(tick.toString()), bytes: new Uint8Array(bytes) };
  }

  async gather(code: string, token: OwnerToken, gathering: Gathering): Promise<void> {
    const { room, log, notices } = keysOf(code);
    const text = JSON.stringify(gathering);
    const notice = JSON.stringify({ tell: 'gathering', gathering } satisfies Notice);
    expect(code, await answered(this.#redis.roomGather(room, log, token, LEASE_MS, text, notices, notice)));
  }

  async gathering(code: string): Promise<Gathering | null> {
    const text = await answered(this.#redis.hget(keysOf(code).room, 'gathering'));
    return text === null ? null : (JSON.parse(text) as Gathering);
  }

  async watch(code: string, watcher: string, most: number): Promise<number | null> {
    const reply = await answered(this.#redis.roomWatch(keysOf(code).watchers, watcher, most, PLACE_MS));
    return reply === 'full' ? null : Number(reply);
  }

  async unwatch(code: string, watcher: string): Promise<number> {
    return Number(await answered(this.#redis.roomUnwatch(keysOf(code).watchers, watcher)));
  }

  async watchers(code: string): Promise<number> {
    return Number(await answered(this.#redis.roomUnwatch(keysOf(code).watchers, '')));
  }

  async successor(match: string): Promise<string | null> {
    return answered(this.#redis.get(`rematch:${match}`));
  }

  async succeed(match: string, code: string): Promise<string> {
    const named = await answered(
      this.#redis.set(`rematch:${match}`, code, 'EX', SUCCESSION_SECONDS, 'NX', 'GET'),
    );
    return named ?? code;
  }

  async follow(code: string, follower: Follower): Promise<Unsubscribe> {
    const { ticks, notices } = keysOf(code);
    const stopTicks = await this.#channels.listen(ticks, (message) => follower.onTick(unframe(message)));
    const stopNotices = await this.#channels.listen(notices, (message) => {
      follower.onNotice(JSON.parse(message.toString()) as Notice);
    });
    return async () => {
      await stopTicks();
      await stopNotices();
    };
  }

  async notify(code: string, notice: Notice): Promise<void> {
    await answered(this.#redis.publish(keysOf(code).notices, JSON.stringify(notice)));
  }

  /** What is asked of an owner in this process needs no way through Redis; if it is none any more, it is asked again. */
  async petition(code: string, petition: Petition): Promise<void> {
    const owner = this.#owners.get(code);
    if (owner !== undefined) owner(petition);
    else await this.#post(code, petition);
  }

  async listen(code: string, listener: (petition: Petition) => void): Promise<Unsubscribe> {
    const stop = await this.#channels.listen(keysOf(code).petitions, (message) => {
      for (const petition of JSON.parse(message.toString()) as Petition[]) listener(petition);
    });
    this.#owners.set(code, listener);
    return async () => {
      if (this.#owners.get(code) === listener) this.#owners.delete(code);
      await stop();
    };
  }

  async list(listing: Listing): Promise<void> {
    const { code } = listing.record.header;
    await answered(this.#redis.hset(LISTINGS, code, JSON.stringify({ ...listing, at: Date.now() })));
  }

  async listings(): Promise<readonly Listing[]> {
    const texts = await answered(this.#redis.hgetall(LISTINGS));
    const listed = Object.values(texts).map((text) => JSON.parse(text) as Listing & { readonly at: number });
    const stale = listed.filter(({ at }) => Date.now() - at > LISTED_MS);
    if (stale.length > 0)
      await answered(this.#redis.hdel(LISTINGS, ...stale.map(({ record }) => record.header.code)));
    return listed.filter((listing) => !stale.includes(listing));
  }

  async finished(): Promise<readonly string[]> {
    return answered(this.#redis.smembers(FINISHED));
  }

  async remove(code: string): Promise<void> {
    const { room, log, snapshot } = keysOf(code);
    await answered(this.#redis.del(room, log, snapshot));
    await answered(this.#redis.hdel(LISTINGS, code));
    await answered(this.#redis.srem(FINISHED, code));
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
    this.#subscriber.disconnect();
  }

  /** Petitions of a room go out together: one message costs Redis and the owner as much as many in one. */
  #post(code: string, petition: Petition): Promise<void> {
    const bag = this.#bags.get(code);
    if (bag !== undefined) {
      bag.petitions.push(petition);
      return bag.posted;
    }
    const petitions = [petition];
    const posted = wait(POST_MS).then(async () => {
      this.#bags.delete(code);
      await answered(this.#redis.publish(keysOf(code).petitions, JSON.stringify(petitions)));
    });
    this.#bags.set(code, { petitions, posted });
    return posted;
  }

  /** What is sent in one turn of the event loop goes out in one piece: rooms tick in step, and a write costs its time. */
  #sendTogether(): void {
    if (this.#isCorked || this.#redis.status !== 'ready') return;
    this.#isCorked = true;
    const { stream } = this.#redis;
    stream.cork();
    setImmediate(() => {
      this.#isCorked = false;
      stream.uncork();
    });
  }

  async #isTooSoon(): Promise<boolean> {
    const connected = performance.now() - this.#reachableSince;
    if (connected < this.#calmMs) return true;
    const calm = RESTART_CALMS * this.#calmMs;
    // Who has been connected for longer knows that Redis has been up for longer.
    if (connected >= calm) return false;
    const info = await answered(this.#redis.info('server'));
    return Number(/^uptime_in_seconds:(\d+)/m.exec(info)?.[1] ?? 0) * 1000 < calm;
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

/** A tick as it is published: its number in four bytes, then its bytes. */
function frame({ tick, bytes }: LoggedTick): Buffer {
  const message = Buffer.allocUnsafe(4 + bytes.length);
  message.writeUInt32LE(tick);
  message.set(bytes, 4);
  return message;
}

function unframe(message: Buffer): LoggedTick {
  return { tick: message.readUInt32LE(), bytes: new Uint8Array(message.subarray(4)) };
}

/** Turns a script's word into what it means. */
function expect(code: string, reply: string): void {
  const [word, next] = reply.split(' ');
  switch (word) {
    case 'gone':
      throw new TailLost(code, 0);
    case 'behind':
      throw new TailLost(code, Number(next));
    case 'fenced':
      throw new Fenced(`room ${code}: owned by another`);
    case 'conflict':
      throw new Conflict(`room ${code}: the tick is logged with other bytes`);
    default:
      return;
  }
}
