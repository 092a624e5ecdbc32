import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { type Size, TICK_MS } from '../../game/index.ts';
import { Chance } from '../../game/random.ts';
import type { Client, Contender } from './contender.ts';
import { keeps } from './limit.ts';
import { Pulse } from './pulse.ts';

/** How far a workload has grown: so many rooms, with so many players in each. */
export interface Step {
  readonly rooms: number;
  readonly players: number;
}

/** Rooms of one size that grow step by step, and are measured at each. */
export interface Workload {
  readonly name: string;
  readonly size: Size;
  /** Of servers. */
  readonly processes: number;
  /** Time from the last seat of the first step to its measurement. */
  readonly warmUpMs: number;
  readonly steps: readonly Step[];
  /** Ticks later than this at the 99th percentile, in ms, end the growth. @default it ends with the last step */
  readonly untilLateMs?: number;
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
  /** Part of a core that the busiest server took. */
  readonly busiestServer: number;
  /** Part of a core that the players took, and how late they themselves were at the 99th percentile. */
  readonly playersCore: number;
  readonly playersLateMs: number;
  /** Cores that anything else on the machine took, and those that nobody did. */
  readonly elsewhere: number;
  readonly idle: number;
  /** Players whose server has ended their connection. */
  readonly lost: number;
  readonly seconds: number;
}

/** A player turns about once a second. */
const LEAST_TURN_MS = 600;
const TURN_SPREAD_MS = 800;
const BEAT_MS = 1000;

/** How often it is looked who turns. */
const ACT_MS = 25;

/** The same for every further step: matches last three minutes, and all steps fit into the first one. */
const SETTLE_MS = 5000;

/** Rooms that players come into at once. */
const LANES = 8;

/** No room is measured that is older: matches end after three minutes. */
const OLDEST_MS = 175_000;

/** Linux counts a process's time in hundredths of a second. */
const CLOCK_TICKS = 100;

/** Who hears how a measurement goes on. */
export interface Listener {
  /** The first step is about to be measured. */
  onBegin(): void;
  onStep(figures: Figures): void;
}

/** A workload under a contender as it grows. */
export async function measure(
  contender: Contender,
  workload: Workload,
  seconds: number,
  listener: Listener,
): Promise<readonly Figures[]> {
  const crowd = new Crowd(contender, workload);
  const all: Figures[] = [];
  try {
    for (const step of workload.steps) {
      await crowd.grow(step);
      await wait(all.length === 0 ? workload.warmUpMs : SETTLE_MS);
      if (crowd.ageMs + seconds * 1000 > OLDEST_MS) break;
      if (all.length === 0) listener.onBegin();
      const figures = await crowd.measure(seconds);
      all.push(figures);
      listener.onStep(figures);
      if (!keeps(figures, workload.untilLateMs ?? Number.POSITIVE_INFINITY)) break;
    }
    return all;
  } finally {
    crowd.leave();
  }
}

/** The players of a contender. They turn now and then, in no step with each other, and more of them can come. */
class Crowd {
  readonly #contender: Contender;
  readonly #workload: Workload;
  readonly #memory: number;
  readonly #rooms: { readonly code: string; players: number }[] = [];
  readonly #players: { readonly client: Client; turnsAt: number; beatsAt: number }[] = [];
  readonly #chance = new Chance(1);
  readonly #playing: NodeJS.Timeout;
  readonly #begin = performance.now();

  constructor(contender: Contender, workload: Workload) {
    this.#contender = contender;
    this.#workload = workload;
    this.#memory = sum(contender.servers.map(residentKilobytes));
    this.#playing = setInterval(() => this.#play(), ACT_MS);
  }

  /** Age of the oldest room, at most. */
  get ageMs(): number {
    return performance.now() - this.#begin;
  }

  /** Opens rooms and brings players in until there are so many, into several rooms at once. */
  async grow({ rooms, players }: Step): Promise<void> {
    while (this.#rooms.length < rooms) {
      const code = await this.#contender.open(this.#rooms.length, this.#workload.size);
      this.#rooms.push({ code, players: 0 });
    }
    const waiting = this.#rooms.filter((room) => room.players < players);
    const lane = async (): Promise<void> => {
      for (let room = waiting.pop(); room !== undefined; room = waiting.pop())
        for (; room.players < players; room.players += 1) await this.#seat(room.code, room.players);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  async measure(seconds: number): Promise<Figures> {
    const { name, servers, workers } = this.#contender;
    const clients = this.#players.map(({ client }) => client);
    const gaps = watchGaps(clients);
    const pulse = new Pulse();
    const ownCpu = process.cpuUsage();
    const busy = busySeconds();
    const cpu = sum(workers.map(cpuSeconds));
    const serversCpu = servers.map(cpuSeconds);
    const bytes = sum(clients.map(bytesRead));
    const begin = performance.now();
    await wait(seconds * 1000);
    const took = (performance.now() - begin) / 1000;
    const used = sum(workers.map(cpuSeconds)) - cpu;
    const usedByServers = servers.map((pid, index) => cpuSeconds(pid) - serversCpu[index]!);
    const { user, system } = process.cpuUsage(ownCpu);
    const own = (user + system) / 1e6;
    const allUsed = busySeconds() - busy;
    const playersLateMs = pulse.end(0.99);
    gaps.end();
    const read = sum(clients.map(bytesRead)) - bytes;
    const grown = sum(servers.map(residentKilobytes)) - this.#memory;
    return {
      contender: name,
      workload: this.#workload.name,
      rooms: this.#rooms.length,
      players: clients.length,
      cpuSecondsPerPlayerMinute: round(used / clients.length / (took / 60), 4),
      cpuMicrosecondsPerDelivery: round((used * 1e6) / gaps.count, 1),
      redisShare: round(1 - sum(usedByServers) / used, 3),
      bytesPerPlayerSecond: round(read / clients.length / took, 1),
      latenessMs: { p50: round(gaps.lateness(0.5), 1), p99: round(gaps.lateness(0.99), 1) },
      kilobytesPerConnection: round(grown / clients.length, 1),
      ticksPerSecond: round(gaps.count / clients.length / took, 2),
      busiestServer: round(Math.max(...usedByServers) / took, 2),
      playersCore: round(own / took, 2),
      playersLateMs: round(playersLateMs, 1),
      elsewhere: round(Math.max(0, allUsed - used - own) / took, 2),
      idle: round(Math.max(0, cpus().length - allUsed / took), 2),
      lost: clients.filter(({ socket }) => !socket.isOpen).length,
      seconds: round(took, 1),
    };
  }

  leave(): void {
    clearInterval(this.#playing);
    for (const { client } of this.#players) client.socket.terminate();
  }

  async #seat(code: string, player: number): Promise<void> {
    const client = await this.#contender.join(code, player);
    const now = performance.now();
    const turnsAt = now + this.#chance.draw(TURN_SPREAD_MS);
    this.#players.push({ client, turnsAt, beatsAt: now + this.#chance.draw(BEAT_MS) });
  }

  #play(): void {
    const now = performance.now();
    for (const player of this.#players) {
      if (player.turnsAt <= now) {
        player.turnsAt += LEAST_TURN_MS + this.#chance.draw(TURN_SPREAD_MS);
        if (player.client.turn(this.#chance.draw(4))) player.beatsAt = now + BEAT_MS;
      }
      if (player.beatsAt <= now) {
        player.beatsAt = now + BEAT_MS;
        player.client.beat();
      }
    }
  }
}

/** Times between the ticks that every client gets from now on. */
interface Gaps {
  count: number;
  /** No further ticks count; those that are overdue do. */
  end(): void;
  lateness(part: number): number;
}

function watchGaps(clients: readonly Client[]): Gaps {
  const late: number[] = [];
  const begin = performance.now();
  const watched = clients.map((client) => ({ client, last: begin, isFirst: true }));
  const gaps: Gaps = {
    count: 0,
    end: () => {
      const now = performance.now();
      for (const { client, last } of watched) {
        client.onTick = () => undefined;
        if (now - last > TICK_MS) late.push(now - last - TICK_MS);
      }
      late.sort((a, b) => a - b);
    },
    lateness: (part) => late[Math.min(late.length - 1, Math.floor(late.length * part))] ?? 0,
  };
  for (const watch of watched)
    watch.client.onTick = () => {
      const now = performance.now();
      gaps.count += 1;
      // Nobody knows when the one before the first was due.
      if (!watch.isFirst) late.push(Math.max(0, now - watch.last - TICK_MS));
      watch.isFirst = false;
      watch.last = now;
    };
  return gaps;
}

/** Bytes that have come over a client's connection. */
function bytesRead({ socket }: Client): number {
  return socket.bytesRead;
}

/** Time that a process has had of any processor. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

/** Time that all processors together have not been idle. */
function busySeconds(): number {
  const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.split(/\s+/);
  const [user, nice, system, , , ...interrupts] = fields.map(Number);
  return (user! + nice! + system! + sum(interrupts.slice(0, 3))) / CLOCK_TICKS;
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
