import { freePort } from '../../../test/service/running-service.ts';
import { RedisServer } from '../../../test/service/servers/redis.ts';
import { MAIN } from '../../../test/service/servers/service-process.ts';
import { MongoServer } from '../../../test/service/store/mongo-server.ts';
import type { Direction, Size } from '../../game/index.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import { encodePacket } from '../../src/protocol/packet.ts';
import { decodeServerFrames } from '../../src/protocol/server-frame.ts';
import { decodeTick } from '../../src/protocol/tick.ts';
import type { Client, Contender, Setup } from './contender.ts';
import { PlayerSocket } from './player-socket.ts';
import { ServerProcess } from './server-process.ts';

/** Origin that all players send, whichever process they ask. */
const ORIGIN = 'http://127.0.0.1:3000';

/** What one room's first player reads for all of its players, so that clients cost as little as those of the others. */
class Witness {
  readonly whos = new Map<string, number>();
  readonly logged = new Map<number, number>();

  read(bytes: Uint8Array): void {
    for (const entry of decodeTick(bytes).entries) {
      if (entry.do === 'join') this.whos.set(entry.person, entry.who);
      if (entry.do === 'turn') this.logged.set(entry.who, entry.seq);
    }
  }
}

/** The service, doing all of its work: each tick logged in Redis, sockets of a room in all of its processes. */
export class Playcode implements Contender {
  readonly name = 'playcode';
  /** Frames of one room, as its sockets got them, while it is recorded. */
  readonly frames: Uint8Array[] = [];
  readonly #redis: RedisServer;
  readonly #mongo: MongoServer;
  readonly #processes: readonly ServerProcess[];
  readonly #ports: readonly number[];
  readonly #witnesses = new Map<string, Witness>();
  /** Address from which each room's people come: one address may not open hundreds of rooms. */
  readonly #homes = new Map<string, string>();

  private constructor(
    redis: RedisServer,
    mongo: MongoServer,
    processes: readonly ServerProcess[],
    ports: readonly number[],
  ) {
    this.#redis = redis;
    this.#mongo = mongo;
    this.#processes = processes;
    this.#ports = ports;
  }

  static async start({ node, processes: count }: Setup, redisCommand: string): Promise<Playcode> {
    const redis = await RedisServer.start(redisCommand);
    const processes: ServerProcess[] = [];
    let mongo: MongoServer | undefined;
    try {
      mongo = await MongoServer.start();
      const ports: number[] = [];
      while (ports.length < count) {
        const port = await freePort();
        const environment = {
          PORT: `${port}`,
          HOST: '127.0.0.1',
          PUBLIC_URL: ORIGIN,
          STORAGE: 'cluster',
          REDIS_URL: redis.url,
          MONGODB_URI: mongo.uri,
          DRAIN_SECONDS: '0',
          TRUSTED_PROXIES: '127.0.0.1/32',
        };
        processes.push(
          await ServerProcess.start(node, MAIN, environment, (line) => line.includes('listening')),
        );
        ports.push(port);
      }
      return new Playcode(redis, mongo, processes, ports);
    } catch (error) {
      await Promise.all(processes.map((process) => process.end()));
      await Promise.all([mongo?.stop(), redis.remove()]);
      throw error;
    }
  }

  get servers(): readonly number[] {
    return this.#processes.map(({ pid }) => pid);
  }

  /** MongoDB is not among them: matches are longer than a measurement, so that none is kept and it only says that it is there. */
  get workers(): readonly number[] {
    return [...this.servers, this.#redis.pid];
  }

  async open(room: number, size: Size): Promise<string> {
    const from = `10.0.${room >> 8}.${room & 255}`;
    const { code } = await post(this.#portOf(room), '/api/rooms', from, { size, bots: 0 });
    this.#homes.set(code!, from);
    this.#witnesses.set(code!, new Witness());
    return code!;
  }

  async join(code: string, player: number): Promise<Client> {
    const port = this.#portOf(player);
    const { ticket } = await post(port, `/api/rooms/${code}/tickets`, this.#homes.get(code)!, {
      name: `P${player}`,
    });
    const witness = this.#witnesses.get(code)!;
    const isWitness = player === 0;
    let person = '';
    let seq = 0;
    let tick = 0;
    const socket = new PlayerSocket(
      { port, path: `/ws?ticket=${ticket}`, origin: ORIGIN },
      (data, isText) => {
        if (isText) {
          const message = JSON.parse(data.toString()) as { readonly type: string; readonly person?: string };
          if (message.type === 'welcome') person = message.person!;
          return;
        }
        const [frame, ...others] = decodeServerFrames(data);
        // Ticks by the handful are for those who watch: here, until there is a seat.
        if (others.length > 0 || frame?.is !== 'tick') return;
        tick = new ByteReader(frame.bytes.subarray(4)).varint();
        if (isWitness) {
          witness.read(frame.bytes);
          this.frames.push(Buffer.from(data));
        }
        client.onTick();
      },
    );
    const client: Client = {
      socket,
      onTick: () => undefined,
      turn: (dir) => {
        const who = witness.whos.get(person);
        // As a client does: the next turn goes out when the log has the one before.
        if (who === undefined || (witness.logged.get(who) ?? 0) < seq) return false;
        seq += 1;
        socket.send(encodePacket({ is: 'inputs', tick, who, first: seq, dirs: [dir as Direction] }));
        return true;
      },
      beat: () => socket.send(encodePacket({ is: 'progress', tick, hash: null })),
    };
    await socket.opened;
    return client;
  }

  #portOf(turn: number): number {
    return this.#ports[turn % this.#ports.length]!;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.end()));
    await Promise.all([this.#mongo.stop(), this.#redis.remove()]);
  }
}

/** @param from Address behind the proxy that asks. */
async function post(
  port: number,
  path: string,
  from: string,
  body: unknown,
): Promise<Readonly<Record<string, string>>> {
  const url = `http://127.0.0.1:${port}${path}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN, 'x-forwarded-for': from },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: status ${response.status}, ${await response.text()}`);
  return (await response.json()) as Readonly<Record<string, string>>;
}
