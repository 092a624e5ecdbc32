import { ServiceProcess } from '../../../test/service/servers/service-process.ts';
import { MongoServer } from '../../../test/service/store/mongo-server.ts';
import { RedisRoomLog } from '../../src/rooms/redis-room-log.ts';
import type { RoomLog } from '../../src/rooms/room-log.ts';
import { ShardedRoomLog } from '../../src/rooms/sharded-room-log.ts';
import type { RedisProxy } from './redis-proxy.ts';
import { RiggedRedis } from './rigged-redis.ts';

/** Origin that all players send, whichever process they ask. */
export const ORIGIN = 'http://127.0.0.1:3000';

/** Seconds that a process may take to hand its rooms over. */
const DRAIN_SECONDS = 9;

/** What a rig consists of. */
export interface RigProps {
  readonly services: number;
  readonly redisCommand: string;
  /** How many Redis the rooms are spread over. */
  readonly redises: number;
  readonly hasMongo: boolean;
}

/** Real processes: one Redis or several, a MongoDB if there is one, and the services. */
export class Rig {
  readonly services: ServiceProcess[] = [];
  /** Which process said last that it runs a room. */
  readonly owners = new Map<string, ServiceProcess>();
  readonly redises: RiggedRedis[] = [];
  mongo: MongoServer | null = null;
  readonly #leaving = new Set<ServiceProcess>();

  private constructor() {}

  static async start(props: RigProps): Promise<Rig> {
    const rig = new Rig();
    try {
      await rig.#start(props);
    } catch (error) {
      await rig.stop();
      throw error;
    }
    return rig;
  }

  /** The rooms' logs, past the proxies. */
  openLog(): RoomLog {
    return new ShardedRoomLog(this.redises.map(({ server }) => new RedisRoomLog(server.url, 0)));
  }

  /** Addresses at which an ingress would send new players. */
  addresses(): string[] {
    return this.services
      .filter((service) => service.isRunning && !this.#leaving.has(service))
      .map(({ address }) => address);
  }

  /** What stands between a process and a Redis. */
  proxyOf(service: ServiceProcess, redis: RiggedRedis): RedisProxy {
    return redis.proxies[this.services.indexOf(service)]!;
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

  /** Ends every process, by its id, whatever happened before. */
  async stop(): Promise<void> {
    await Promise.allSettled([
      ...this.services.map((service) => service.end('SIGKILL')),
      ...this.redises.map((redis) => redis.stop()),
      this.mongo?.stop(),
    ]);
  }

  async #start({ services, redisCommand, redises, hasMongo }: RigProps): Promise<void> {
    for (let index = 0; index < redises; index += 1) this.redises.push(await RiggedRedis.start(redisCommand));
    if (hasMongo) this.mongo = await MongoServer.start();
    for (let index = 0; index < services; index += 1) this.services.push(await this.#startService());
  }

  async #startService(): Promise<ServiceProcess> {
    const urls = await Promise.all(this.redises.map((redis) => redis.addProxy()));
    const service = await ServiceProcess.start({
      redisUrl: urls.join(' '),
      origin: ORIGIN,
      drainSeconds: DRAIN_SECONDS,
      ...(this.mongo === null ? {} : { mongoUri: this.mongo.uri }),
    });
    service.onLine = ({ msg, room }) => {
      if (msg === 'room runs here' && room !== undefined) this.owners.set(room, service);
    };
    return service;
  }
}
