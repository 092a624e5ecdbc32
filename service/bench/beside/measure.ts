import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Size, TICK_MS } from '../../game/index.ts';
import { Chance } from '../../game/random.ts';
import type { Client, Contender } from './contender.ts';

/** So many rooms of one size, with so many players in each. */
export interface Workload {
  readonly name: string;
  readonly rooms: number;
  readonly players: number;
  readonly size: Size;
}

/** What a contender cost and gave under a workload. */
export interface Figures {
  readonly contender: string;
  readonly workload: string;
  readonly rooms: number;
  readonly players: number;
  /** CPU of servers and Redis together. */
  readonly cpuSecondsPerPlayerMinute: number;
  readonly cpuMicrosecondsPerDelivery: number;
  /** Part of the CPU that was Redis's. */
  readonly redisShare: number;
  /** From the wire, frames' heads included. */
  readonly bytesPerPlayerSecond: number;
  /** Of a tick at a client, against the one before and the tick's length. */
  readonly latenessMs: { readonly p50: number; readonly p99: number };
  /** Growth of the servers' resident memory from none to all sockets. */
  readonly kilobytesPerConnection: number;
  readonly ticksPerSecond: number;
  readonly seconds: number;
}

/** A player turns about once a second. */
const LEAST_TURN_MS = 600;
const TURN_SPREAD_MS = 800;
const BEAT_MS = 1000;

/** How often it is looked who turns. */
const ACT_MS = 25;

/** Time from the last seat to the beginning of the measurement: by then what runs often has been compiled. */
const SETTLE_MS = 20_000;

/** Linux counts a process's time in hundredths of a second. */
const CLOCK_TICKS = 100;

/** Brings all players in, lets them play, and measures. */
export async function measure(
  contender: Contender,
  { name, rooms, players, size }: Workload,
  seconds: number,
  onMeasuring: () => void = () => undefined,
): Promise<Figures> {
  const before = sum(contender.servers.map(residentKilobytes));
  const clients: Client[] = [];
  let playing: NodeJS.Timeout | undefined;
  try {
    for (let room = 0; room < rooms; room += 1) {
      const code = await contender.open(room, size);
      for (let player = 0; player < players; player += 1) clients.push(await contender.join(code, player));
    }
    playing = play(clients, new Chance(1));
    await wait(SETTLE_MS);

    const gaps = watchGaps(clients);
    const cpu = sum(contender.workers.map(cpuSeconds));
    const serversCpu = sum(contender.servers.map(cpuSeconds));
    const bytes = sum(clients.map(bytesRead));
    const begin = performance.now();
    onMeasuring();
    await wait(seconds * 1000);
    const took = (performance.now() - begin) / 1000;
    const used = sum(contender.workers.map(cpuSeconds)) - cpu;
    const usedByServers = sum(contender.servers.map(cpuSeconds)) - serversCpu;
    const read = sum(clients.map(bytesRead)) - bytes;
    const after = sum(contender.servers.map(residentKilobytes));
    return {
      contender: contender.name,
      workload: name,
      rooms,
      players: clients.length,
      cpuSecondsPerPlayerMinute: round(used / clients.length / (took / 60), 4),
      cpuMicrosecondsPerDelivery: round((used * 1e6) / gaps.count, 1),
      redisShare: round(1 - usedByServers / used, 3),
      bytesPerPlayerSecond: round(read / clients.length / took, 1),
      latenessMs: { p50: round(gaps.lateness(0.5), 1), p99: round(gaps.lateness(0.99), 1) },
      kilobytesPerConnection: round((after - before) / clients.length, 1),
      ticksPerSecond: round(gaps.count / clients.length / took, 2),
      seconds: round(took, 1),
    };
  } finally {
    clearInterval(playing);
    for (const { socket } of clients) socket.terminate();
  }
}

/** Everybody turns now and then, in no step with the others, and says once a second that they are there. */
function play(clients: readonly Client[], chance: Chance): NodeJS.Timeout {
  const begin = performance.now();
  const players = clients.map((client) => ({
    client,
    turnsAt: begin + chance.draw(TURN_SPREAD_MS),
    beatsAt: begin + chance.draw(BEAT_MS),
  }));
  return setInterval(() => {
    const now = performance.now();
    for (const player of players) {
      if (player.turnsAt <= now) {
        player.turnsAt += LEAST_TURN_MS + chance.draw(TURN_SPREAD_MS);
        player.client.turn(chance.draw(4));
      }
      if (player.beatsAt <= now) {
        player.beatsAt += BEAT_MS;
        player.client.beat();
      }
    }
  }, ACT_MS);
}

/** Times between the ticks that every client gets from now on. */
function watchGaps(clients: readonly Client[]): { count: number; lateness(part: number): number } {
  const late: number[] = [];
  const gaps = {
    count: 0,
    lateness: (part: number) => {
      late.sort((a, b) => a - b);
      return late[Math.min(late.length - 1, Math.floor(late.length * part))] ?? 0;
    },
  };
  for (const client of clients) {
    let last: number | undefined;
    client.onTick = () => {
      const now = performance.now();
      gaps.count += 1;
      if (last !== undefined) late.push(Math.max(0, now - last - TICK_MS));
      last = now;
    };
  }
  return gaps;
}

/** Bytes that have come over a client's connection. */
function bytesRead({ socket }: Client): number {
  return (socket as unknown as { readonly _socket: Socket })._socket?.bytesRead ?? 0;
}

/** Time that a process has had of any processor. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

function residentKilobytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places));
}
