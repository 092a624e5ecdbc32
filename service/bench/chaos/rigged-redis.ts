import { mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { RedisServer } from '../../../test/service/servers/redis.ts';
import { RoomKeys } from '../../src/rooms/room-keys.ts';
import { RedisProxy } from './redis-proxy.ts';

/** A Redis of the rig, with a proxy between it and each process. */
export class RiggedRedis {
  readonly server: RedisServer;
  /** Past the proxies, for faults. */
  readonly direct: Redis;
  /** What stands between it and each process, in the processes' order. */
  readonly proxies: RedisProxy[] = [];

  private constructor(server: RedisServer) {
    this.server = server;
    this.direct = new Redis(server.url, { maxRetriesPerRequest: null, protocol: 2 });
    this.direct.on('error', () => undefined);
  }

  static async start(command: string): Promise<RiggedRedis> {
    return new RiggedRedis(await RedisServer.start(command));
  }

  /** Address of a new proxy, for one more process. */
  async addProxy(): Promise<string> {
    const proxy = await RedisProxy.start(this.server.port);
    this.proxies.push(proxy);
    return proxy.url;
  }

  /** Starts it again; what is on disk is what it knows. */
  async start(): Promise<void> {
    await this.server.start();
    await this.direct.ping();
  }

  /** Its machine dies with what was not on the disk: what was written in the last `milliseconds`. */
  async cutTail(milliseconds: number, meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
    const file = await this.#appendOnlyFile();
    const size = statSync(file).size;
    await wait(milliseconds);
    await Promise.all([this.server.end('SIGKILL'), meanwhile()]);
    truncateSync(file, size);
  }

  /** It cannot save to its disk, and so refuses every write, until what is done meanwhile is done. */
  async refuseDisk(meanwhile: () => Promise<void>): Promise<void> {
    const place = join(this.server.folder, 'dump.rdb');
    mkdirSync(join(place, 'taken'), { recursive: true });
    await this.direct.config('SET', 'save', '3600 1');
    await this.direct.bgsave();
    while (!/^rdb_last_bgsave_status:err/m.test(await this.direct.info('persistence'))) await wait(10);
    await meanwhile();
    await this.direct.config('SET', 'save', '');
    rmSync(place, { recursive: true });
  }

  /** Those of the rooms that it has. */
  async held(codes: readonly string[]): Promise<string[]> {
    const found = await Promise.all(codes.map((code) => this.direct.exists(new RoomKeys(code).room)));
    return codes.filter((_, index) => found[index] === 1);
  }

  /** Those whose lease has run out: they pause here until somebody takes them over. */
  async unowned(codes: readonly string[]): Promise<string[]> {
    const seconds = (await this.direct.time())[0] ?? 0;
    const leases = await Promise.all(codes.map((code) => this.direct.hget(new RoomKeys(code).room, 'lease')));
    return codes.filter((_, index) => Number(leases[index] ?? Number.POSITIVE_INFINITY) < seconds * 1000);
  }

  /** Ends it and whoever is connected, whatever happened before. */
  async stop(): Promise<void> {
    this.direct.disconnect();
    for (const proxy of this.proxies) proxy.close();
    await this.server.remove();
  }

  async #appendOnlyFile(): Promise<string> {
    const info = await this.direct.info('persistence');
    if (!/^aof_enabled:1/m.test(info)) throw new Error('Redis keeps no append-only file');
    const manifest = join(this.server.folder, 'appendonlydir');
    const parts = readdirSync(manifest).filter((name) => name.endsWith('.incr.aof'));
    const newest = parts.sort((a, b) => sequenceOf(a) - sequenceOf(b)).at(-1);
    if (newest === undefined) throw new Error(`no append-only file in ${manifest}`);
    return join(manifest, newest);
  }
}

function sequenceOf(name: string): number {
  return Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
}
