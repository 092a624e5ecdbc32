import { mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { RedisServer } from '../../../test/service/servers/redis.ts';
import { ServiceProcess } from '../../../test/service/servers/service-process.ts';
import { MongoServer } from '../../../test/service/store/mongo-server.ts';
import { RedisProxy } from './redis-proxy.ts';

/** Origin that all players send, whichever process they ask. */
export const ORIGIN = 'http://127.0.0.1:3000';

/** Seconds that a process may take to hand its rooms over. */
const DRAIN_SECONDS = 9;

/** Real processes: a Redis, a MongoDB if there is one, and the services, each with a proxy between it and Redis. */
export class Rig {
  readonly services: ServiceProcess[] = [];
  /** Which process said last that it runs a room. */
  readonly owners = new Map<string, ServiceProcess>();
  readonly redis: RedisServer;
  /** Past the proxy, for faults and for the check. */
  readonly direct: Redis;
  readonly mongo: MongoServer | null;
  readonly #proxies: RedisProxy[] = [];
  readonly #leaving = new Set<ServiceProcess>();

  private constructor(redis: RedisServer, mongo: MongoServer | null) {
    this.redis = redis;
    this.mongo = mongo;
    this.direct = new Redis(redis.url, { maxRetriesPerRequest: null, protocol: 2 });
    this.direct.on('error', () => undefined);
  }

  static async start(redisCommand: string, count: number, hasMongo: boolean): Promise<Rig> {
    const redis = await RedisServer.start(redisCommand);
    const rig = new Rig(redis, hasMongo ? await MongoServer.start() : null);
    try {
      for (let index = 0; index < count; index += 1) {
        const proxy = await RedisProxy.start(redis.port);
        rig.#proxies.push(proxy);
        const service = await ServiceProcess.start({
          redisUrl: proxy.url,
          origin: ORIGIN,
          drainSeconds: DRAIN_SECONDS,
          ...(rig.mongo === null ? {} : { mongoUri: rig.mongo.uri }),
        });
        service.onLine = ({ msg, room }) => {
          if (msg === 'room runs here' && room !== undefined) rig.owners.set(room, service);
        };
        rig.services.push(service);
      }
    } catch (error) {
      await rig.stop();
      throw error;
    }
    return rig;
  }

  /** Addresses at which an ingress would send new players. */
  addresses(): string[] {
    return this.services
      .filter((service) => service.isRunning && !this.#leaving.has(service))
      .map(({ address }) => address);
  }

  /** What stands between a process and Redis. */
  proxyOf(service: ServiceProcess): RedisProxy {
    return this.#proxies[this.services.indexOf(service)]!;
  }

  /** Codes of the rooms that a process runs. */
  roomsOf(service: ServiceProcess): string[] {
    return [...this.owners].filter(([, owner]) => owner === service).map(([code]) => code);
  }

  async kill(service: ServiceProcess): Promise<void> {
    await service.end('SIGKILL');
  }

  /** Ends a process as a deploy does: it gets no new players, then the signal. Returns its exit code. */
  async retire(service: ServiceProcess): Promise<number | null> {
    this.#leaving.add(service);
    try {
      return await service.end('SIGTERM');
    } finally {
      this.#leaving.delete(service);
    }
  }

  /** Redis's machine dies with what was not on the disk: what was written in the last `milliseconds`. */
  async cutTail(
    milliseconds: number,
    meanwhile: () => Promise<void> = async () => undefined,
  ): Promise<number> {
    const file = await this.#appendOnlyFile();
    const size = statSync(file).size;
    await wait(milliseconds);
    await Promise.all([this.redis.end('SIGKILL'), meanwhile()]);
    const lost = statSync(file).size - size;
    truncateSync(file, size);
    return lost;
  }

  /** Redis cannot save to its disk, and so refuses every write, until what is done meanwhile is done. */
  async refuseDisk(meanwhile: () => Promise<void>): Promise<void> {
    const place = join(this.redis.folder, 'dump.rdb');
    mkdirSync(join(place, 'taken'), { recursive: true });
    await this.direct.config('SET', 'save', '3600 1');
    await this.direct.bgsave();
    while (!/^rdb_last_bgsave_status:err/m.test(await this.direct.info('persistence'))) await wait(10);
    await meanwhile();
    await this.direct.config('SET', 'save', '');
    rmSync(place, { recursive: true });
  }

  /** Starts Redis again; what is on disk is what it knows. */
  async startRedis(): Promise<void> {
    await this.redis.start();
    await this.direct.ping();
  }

  /** Rooms whose lease has run out: they pause in Redis until somebody takes them over. */
  async unowned(codes: readonly string[]): Promise<string[]> {
    const seconds = (await this.direct.time())[0] ?? 0;
    const leases = await Promise.all(codes.map((code) => this.direct.hget(`room:{${code}}`, 'lease')));
    return codes.filter((_, index) => Number(leases[index] ?? Number.POSITIVE_INFINITY) < seconds * 1000);
  }

  /** Ends every process, by its id, whatever happened before. */
  async stop(): Promise<void> {
    this.direct.disconnect();
    for (const proxy of this.#proxies) proxy.close();
    await Promise.allSettled([
      ...this.services.map((service) => service.end('SIGKILL')),
      this.mongo?.stop(),
      this.redis.remove(),
    ]);
  }

  async #appendOnlyFile(): Promise<string> {
    const info = await this.direct.info('persistence');
    if (!/^aof_enabled:1/m.test(info)) throw new Error('Redis keeps no append-only file');
    const manifest = join(this.redis.folder, 'appendonlydir');
    const parts = readdirSync(manifest).filter((name) => name.endsWith('.incr.aof'));
    const newest = parts.sort((a, b) => sequenceOf(a) - sequenceOf(b)).at(-1);
    if (newest === undefined) throw new Error(`no append-only file in ${manifest}`);
    return join(manifest, newest);
  }
}

function sequenceOf(name: string): number {
  return Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
}
