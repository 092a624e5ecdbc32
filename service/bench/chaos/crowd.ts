import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from '../../game/random.ts';
import type { RoomLog } from '../../src/rooms/room-log.ts';
import { Ledger } from './ledger.ts';
import { LightPlayer } from './light-player.ts';
import { ORIGIN, type Rig } from './rig.ts';

/** How often players act, and how often something happens to one of them. */
const ACT_MS = 60;
const MISHAP_MS = 250;

/** Rooms whose people leave at once, so that also a short run has matches that end: as abandoned, 200 ticks later. */
export const SHORT_ROOMS = 6;

/** How often, and how long apart, one of the first rooms is asked for. */
const MOST_ATTEMPTS = 20;
const ATTEMPT_MS = 250;

/** All rooms and their players. */
export class Crowd {
  readonly ledgers: Ledger[] = [];
  readonly players: LightPlayer[] = [];
  readonly mishaps: Record<string, number> = {};
  readonly #rig: Rig;
  readonly #chance: Chance;
  readonly #log: RoomLog;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #dawdling: Promise<void>[] = [];

  constructor(rig: Rig, chance: Chance) {
    this.#rig = rig;
    this.#chance = chance;
    this.#log = rig.openLog();
  }

  /** Opens rooms, each with so many players, and begins to play. */
  async begin(rooms: number, playersEach: number): Promise<void> {
    this.#timers.push(
      setInterval(() => {
        const now = performance.now();
        for (const player of this.players) player.act(now);
      }, ACT_MS),
    );
    for (let room = 0; room < rooms; room += 1) {
      const crew = await this.#openFirst(playersEach);
      if (room < SHORT_ROOMS) void this.#leaveSoon(crew);
    }
    const isSettled = (player: LightPlayer): boolean => player.isLive || player.over !== null;
    const deadline = performance.now() + 20_000;
    while (!this.players.every(isSettled)) {
      if (performance.now() > deadline) throw new Error(`no seat: ${this.#fortunes(isSettled)}`);
      await wait(50);
    }
  }

  /** What the last attempts of those came to who have not settled. */
  #fortunes(isSettled: (player: LightPlayer) => boolean): string {
    const waiting = this.players.filter((player) => !isSettled(player));
    return waiting.map(({ ledger, fortune }) => `${ledger.code} ${fortune}`).join(', ');
  }

  /** Opens rooms in the place of those whose matches have ended. */
  async replenish(rooms: number, playersEach: number): Promise<void> {
    while (this.lively.length < rooms - SHORT_ROOMS) await this.#openRoom(playersEach);
  }

  /** Lets things happen to players: sockets lost, readers asleep. */
  misbehave(): void {
    this.#timers.push(
      setInterval(() => {
        const player = this.players[this.#chance.draw(this.players.length)]!;
        if (player.over !== null) return;
        const kind = this.#chance.draw(3) === 0 ? 'slowClient' : 'disconnect';
        this.mishaps[kind] = (this.mishaps[kind] ?? 0) + 1;
        if (kind === 'disconnect') player.drop();
        else this.#dawdling.push(player.dawdle(1000 + this.#chance.draw(4000)));
      }, MISHAP_MS),
    );
  }

  /** No more mishaps; waits until those that have begun are over. */
  async behave(): Promise<void> {
    for (const timer of this.#timers.splice(1)) clearInterval(timer);
    await Promise.all(this.#dawdling);
  }

  async end(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const player of this.players) player.stop();
    await this.#log.close();
  }

  /** The ledgers of rooms in which somebody still plays. */
  get lively(): Ledger[] {
    return this.ledgers.filter((ledger) =>
      this.players.some((player) => player.ledger === ledger && player.over === null),
    );
  }

  /** A process that has just started may not have reached Redis. */
  async #openFirst(players: number): Promise<LightPlayer[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#openRoom(players);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS) throw error;
        await wait(ATTEMPT_MS);
      }
    }
  }

  async #openRoom(players: number): Promise<LightPlayer[]> {
    const addresses = this.#rig.addresses();
    const answer = await fetch(`${addresses[this.ledgers.length % addresses.length]}/api/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ORIGIN },
      body: JSON.stringify({ size: 'small' }),
    });
    if (!answer.ok) throw new Error(`no room: ${answer.status} ${await answer.text()}`);
    const { code } = (await answer.json()) as { code: string };
    const record = await this.#log.find(code);
    const ledger = new Ledger(record!);
    this.ledgers.push(ledger);
    const crew = Array.from({ length: players }, (_, index) => this.#seat(ledger, index));
    this.players.push(...crew);
    return crew;
  }

  #seat(ledger: Ledger, index: number): LightPlayer {
    return new LightPlayer({
      ledger,
      name: `P${this.players.length + index}`,
      origin: ORIGIN,
      chance: this.#chance,
      addresses: () => this.#rig.addresses(),
      isWitness: index === 0,
    });
  }

  async #leaveSoon(crew: readonly LightPlayer[]): Promise<void> {
    for (const player of crew) {
      while (!player.isLive && player.over === null) await wait(ACT_MS);
      await wait(500);
      player.leave();
    }
  }
}
