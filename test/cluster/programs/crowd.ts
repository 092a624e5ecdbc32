import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { Ledger } from '../../../service/bench/chaos/ledger.ts';
import { LightPlayer } from '../../../service/bench/chaos/light-player.ts';
import type { Size } from '../../../service/game/index.ts';
import { Chance } from '../../../service/game/random.ts';
import type { RoomRecord } from '../../../service/src/rooms/room-log.ts';

/** What the tests ask of the crowd, a JSON line each; each is answered by a line. */
export type CrowdOrder =
  /** Opens rooms; the answer is their codes. */
  | { readonly do: 'open'; readonly rooms: number; readonly size: Size; readonly bots?: number }
  /** Seats players in rooms and lets them play; answered when all of them do. */
  | { readonly do: 'seat'; readonly records: readonly RoomRecord[]; readonly players: number }
  /** Seats somebody in each of these rooms, who is of no account: the work that the rooms make is what is wanted. */
  | { readonly do: 'burden'; readonly records: readonly RoomRecord[] }
  /** Those leave again. */
  | { readonly do: 'relieve' }
  /** Forgets all freezes so far. */
  | { readonly do: 'mark' }
  /** Waits until everybody plays whose match goes on; the answer is what happened since the mark. */
  | { readonly do: 'look'; readonly patienceMs: number }
  /** Everybody leaves, and the matches end. */
  | { readonly do: 'leave' }
  /** Holds what players saw against the logs, the ticks in base64 by room. */
  | { readonly do: 'check'; readonly logs: Readonly<Record<string, readonly string[]>> };

/** What happened since a mark. */
export interface CrowdLook {
  /** Codes of rooms in which somebody plays. */
  readonly lively: readonly string[];
  readonly playing: number;
  /** Who should play and does not. */
  readonly stuck: number;
  /** Longest time without a tick of each player whose match goes on, in milliseconds. */
  readonly freezes: readonly number[];
}

/** What came of a room. */
export interface CrowdFindings {
  readonly sent: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  readonly unlogged: number;
  readonly diverged: number;
  readonly astray: number;
  readonly invented: number;
}

const SITE = process.env.SITE ?? '';
const ACT_MS = 60;

/** Whoever is told to try again in a few seconds does, for so long. */
const LATER_MS = 1000;
const PATIENCE_MS = 15_000;

interface Seat {
  readonly player: LightPlayer;
  tickedAt: number;
  freeze: number;
}

const seats: Seat[] = [];
const burden: Seat[] = [];
const ledgers: Ledger[] = [];
const chance = new Chance(1);

setInterval(() => {
  const now = performance.now();
  for (const { player } of [...seats, ...burden]) player.act(now);
}, ACT_MS);

async function open(rooms: number, room: object): Promise<readonly string[]> {
  const codes: string[] = [];
  const deadline = performance.now() + PATIENCE_MS;
  while (codes.length < rooms) {
    const answer = await fetch(`${SITE}/api/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: SITE },
      body: JSON.stringify(room),
    });
    const isLater = answer.status === 503 && performance.now() < deadline;
    if (!answer.ok && !isLater) throw new Error(`no room: ${answer.status} ${await answer.text()}`);
    if (isLater) {
      await wait(LATER_MS);
      continue;
    }
    codes.push(((await answer.json()) as { code: string }).code);
  }
  return codes;
}

async function seat(records: readonly RoomRecord[], players: number): Promise<number> {
  const begun: Seat[] = [];
  for (const record of records) {
    const ledger = new Ledger(record);
    ledgers.push(ledger);
    for (let index = 0; index < players; index += 1) begun.push(sit(seats, ledger, index === 0));
  }
  await everybodyPlays(begun);
  return begun.length;
}

async function carry(records: readonly RoomRecord[]): Promise<void> {
  await everybodyPlays(records.map((record) => sit(burden, new Ledger(record), false)));
}

function relieve(): void {
  for (const { player } of burden.splice(0)) player.leave();
}

async function everybodyPlays(begun: readonly Seat[]): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!begun.every(({ player }) => player.isLive)) {
    if (performance.now() > deadline) throw new Error('not every player found a seat within 30 s');
    await wait(50);
  }
}

function sit(group: Seat[], ledger: Ledger, isWitness: boolean): Seat {
  const seat: Seat = {
    tickedAt: performance.now(),
    freeze: 0,
    player: new LightPlayer({
      ledger,
      name: `P${group.length}`,
      origin: SITE,
      chance,
      addresses: () => [SITE],
      isWitness,
      onTick: () => {
        const now = performance.now();
        seat.freeze = Math.max(seat.freeze, now - seat.tickedAt);
        seat.tickedAt = now;
      },
    }),
  };
  group.push(seat);
  return seat;
}

function playing(): readonly Seat[] {
  return seats.filter(({ player }) => player.over === null);
}

function mark(): void {
  for (const one of seats) {
    one.freeze = 0;
    one.tickedAt = performance.now();
  }
}

async function look(patienceMs: number): Promise<CrowdLook> {
  const begin = performance.now();
  // Who had a tick after the question was asked does not stand still.
  const isStuck = ({ player, tickedAt }: Seat) => !player.isLive || tickedAt < begin;
  while (playing().some(isStuck) && performance.now() - begin < patienceMs) await wait(50);
  const now = performance.now();
  return {
    lively: [...new Set(playing().map(({ player }) => player.ledger.code))],
    playing: playing().length,
    stuck: playing().filter(isStuck).length + seats.filter(({ player }) => player.over === 'gone').length,
    freezes: playing().map(({ freeze, tickedAt }) => Math.round(Math.max(freeze, now - tickedAt))),
  };
}

function check(logs: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, CrowdFindings>> {
  const findings = ledgers.map((ledger) => {
    const ticks = (logs[ledger.code] ?? []).map((text) => ({
      bytes: new Uint8Array(Buffer.from(text, 'base64')),
    }));
    const { sent, acknowledged } = ledger;
    return [ledger.code, { sent, acknowledged, ...ledger.check(ticks, 0).strict }] as const;
  });
  return Object.fromEntries(findings);
}

async function obey(order: CrowdOrder): Promise<unknown> {
  switch (order.do) {
    case 'open':
      return open(order.rooms, { size: order.size, bots: order.bots });
    case 'seat':
      return seat(order.records, order.players);
    case 'burden':
      return carry(order.records);
    case 'relieve':
      return relieve();
    case 'mark':
      return mark();
    case 'look':
      return look(order.patienceMs);
    case 'leave':
      for (const { player } of playing()) player.leave();
      return undefined;
    case 'check':
      return check(order.logs);
  }
}

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const answer = await obey(JSON.parse(line) as CrowdOrder).then(
      (value) => ({ value: value ?? null }),
      (error: unknown) => ({ error: String(error) }),
    );
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  })
  .on('close', () => process.exit(0));
