import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../test/service/running-service.ts';
import { RedisServer } from '../../../test/service/servers/redis.ts';
import { buildRules } from '../../game/cli/build-rules.ts';
import type { Size } from '../../game/index.ts';
import type { Client, Contender, Setup } from './contender.ts';
import { PlayerSocket } from './player-socket.ts';
import { ServerProcess } from './server-process.ts';

/** Folder of the peers, which have dependencies of their own. */
export const PEERS = fileURLToPath(new URL('../peers', import.meta.url));

/** Processes of one program, and what they share. */
abstract class Peer implements Contender {
  abstract readonly name: string;
  readonly processes: readonly ServerProcess[];
  readonly ports: readonly number[];

  constructor(processes: readonly ServerProcess[], ports: readonly number[]) {
    this.processes = processes;
    this.ports = ports;
  }

  get servers(): readonly number[] {
    return this.processes.map(({ pid }) => pid);
  }

  get workers(): readonly number[] {
    return this.servers;
  }

  abstract open(room: number, size: Size): Promise<string>;
  abstract join(code: string, player: number): Promise<Client>;

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.end()));
  }
}

async function startAll(
  { node, processes: count }: Setup,
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<[ServerProcess[], number[]]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  const processes: ServerProcess[] = [];
  try {
    for (const port of ports)
      processes.push(
        await ServerProcess.start(node, join(PEERS, script), { ...environment, PORT: `${port}` }),
      );
  } catch (error) {
    await Promise.all(processes.map((process) => process.end()));
    throw error;
  }
  return [processes, ports];
}

function tell(socket: PlayerSocket, message: Buffer | string): true {
  socket.send(message);
  return true;
}

/** Today's rules, built for the peers: they make the same steps as the service. */
async function rulesFile(): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'rules-')), 'rules.mjs');
  writeFileSync(file, await buildRules());
  process.once('exit', () => rmSync(dirname(file), { recursive: true, force: true }));
  return file;
}

const JOIN_ROOM = 10;
const ROOM_DATA = 13;
const ROOM_STATE_PATCH = 15;

/** Colyseus: a room lives in one process, which all of its sockets are on. */
export class Colyseus extends Peer {
  readonly name = 'colyseus';

  static async start(setup: Setup): Promise<Colyseus> {
    return new Colyseus(...(await startAll(setup, 'colyseus.mjs', { RULES: await rulesFile() })));
  }

  /** The code is the process's port and the reservation that made the room. */
  async open(room: number, size: Size): Promise<string> {
    const port = this.ports[room % this.ports.length]!;
    const options = { code: `BESIDE${room}`, size };
    return JSON.stringify({ port, seat: await reserve(port, 'create/match', options) });
  }

  async join(code: string, player: number): Promise<Client> {
    const { port, seat: first } = JSON.parse(code) as { readonly port: number; readonly seat: Reservation };
    // Whoever makes a room has the first seat in it.
    const seat = player === 0 ? first : await reserve(port, `joinById/${first.roomId}`, {});
    const path = `/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`;
    const socket = new PlayerSocket({ port, path }, (data) => {
      if (data[0] === JOIN_ROOM) socket.send(Buffer.from([JOIN_ROOM]));
      if (data[0] === ROOM_STATE_PATCH) client.onTick();
    });
    const client: Client = {
      socket,
      onTick: () => undefined,
      turn: (dir) => tell(socket, Buffer.from([ROOM_DATA, 0xa1, 't'.charCodeAt(0), dir])),
      beat: () => undefined,
    };
    await socket.opened;
    return client;
  }
}

interface Reservation {
  readonly sessionId: string;
  readonly roomId: string;
  readonly processId: string;
}

async function reserve(port: number, what: string, options: unknown): Promise<Reservation> {
  const response = await fetch(`http://127.0.0.1:${port}/matchmake/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(options),
  });
  const seat = (await response.json()) as Reservation & { readonly error?: string };
  if (seat.sessionId === undefined) throw new Error(`Colyseus: ${what}: ${JSON.stringify(seat)}`);
  return seat;
}

/** How the packet of a tick begins. */
const TICK_EVENT = '42["tick"';

/** Socket.IO with its Redis adapter: sockets of a room in both processes. */
export class SocketIo extends Peer {
  readonly name = 'socket.io';
  #redis!: RedisServer;
  readonly #rooms = new Map<string, { readonly owner: number; readonly size: Size }>();

  static async start(setup: Setup, redisCommand: string): Promise<SocketIo> {
    const redis = await RedisServer.start(redisCommand);
    try {
      const environment = { REDIS_URL: redis.url, RULES: await rulesFile() };
      const peer = new SocketIo(...(await startAll(setup, 'socket-io.mjs', environment)));
      peer.#redis = redis;
      return peer;
    } catch (error) {
      await redis.remove();
      throw error;
    }
  }

  override get workers(): readonly number[] {
    return [...this.servers, this.#redis.pid];
  }

  async open(room: number, size: Size): Promise<string> {
    this.#rooms.set(`BESIDE${room}`, { owner: room % this.ports.length, size });
    return `BESIDE${room}`;
  }

  async join(code: string, player: number): Promise<Client> {
    const { owner, size } = this.#rooms.get(code)!;
    // The first player comes to the owner, which opens the room for them.
    const port = this.ports[(owner + player) % this.ports.length]!;
    const query = new URLSearchParams({ EIO: '4', transport: 'websocket', room: code, size });
    query.set('owner', `${this.ports[owner]!}`);
    let joined = (): void => undefined;
    const socket = new PlayerSocket({ port, path: `/socket.io/?${query}` }, (data) => {
      // Only as much of it as tells what it is: a tick is long.
      const text = data.toString('latin1', 0, TICK_EVENT.length);
      if (text === TICK_EVENT) client.onTick();
      else if (text.startsWith('0')) socket.send('40');
      else if (text === '2') socket.send('3');
      else if (text.startsWith('40')) joined();
    });
    const client: Client = {
      socket,
      onTick: () => undefined,
      turn: (dir) => tell(socket, `42["t",${dir}]`),
      beat: () => undefined,
    };
    await socket.opened;
    await new Promise<void>((resolve) => {
      joined = resolve;
    });
    return client;
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.#redis.remove();
  }
}

/** A bare `ws` loop that sends the service's own bytes. */
export class Floor extends Peer {
  readonly name = 'floor';
  #folder = '';

  static async start(setup: Setup, frames: readonly Uint8Array[]): Promise<Floor> {
    const folder = mkdtempSync(join(tmpdir(), 'floor-'));
    const file = join(folder, 'frames.json');
    writeFileSync(file, JSON.stringify(frames.map((frame) => Buffer.from(frame).toString('base64'))));
    const floor = new Floor(...(await startAll(setup, 'floor.mjs', { FRAMES: file })));
    floor.#folder = folder;
    return floor;
  }

  async open(room: number): Promise<string> {
    return `BESIDE${room}`;
  }

  async join(code: string, player: number): Promise<Client> {
    const port = this.ports[player % this.ports.length]!;
    const socket = new PlayerSocket({ port, path: `/?room=${code}` }, () => client.onTick());
    const client: Client = {
      socket,
      onTick: () => undefined,
      turn: (dir) => tell(socket, Buffer.from([1, 1, 1, 1, 1, dir])),
      beat: () => socket.send(Buffer.from([2, 1])),
    };
    await socket.opened;
    return client;
  }

  override async stop(): Promise<void> {
    await super.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
