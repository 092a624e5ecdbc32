import { randomBytes } from 'node:crypto';
import type { RedisShards } from '../rooms/redis-shards.ts';
import { PROMISED_MS } from '../rooms/room-log.ts';
import type { PlayerId } from '../store/ids.ts';

/** Who may open a socket, and to which room. */
export interface Admission {
  readonly code: string;
  /** Who that is in the room. */
  readonly person: string;
  /** From where: an account is one person in a room, in however many tabs. */
  readonly tab: string;
  readonly name: string;
  /** Only watches: asks for no seat. */
  readonly isSpectator: boolean;
  /** Whose account the result counts for; `null` for a guest. */
  readonly player: PlayerId | null;
}

/** Gives out tickets that open one socket, once, within 30 seconds. */
export interface TicketOffice {
  issue(admission: Admission): Promise<string>;
  /** Takes a ticket back; `null` if it was never given out, is used or has expired. */
  redeem(ticket: string): Promise<Admission | null>;
}

/** As long as a seat is promised to whoever was sent to it. */
const VALID_MS = PROMISED_MS;

/** Tickets of this process alone. */
export class MemoryTicketOffice implements TicketOffice {
  readonly #open = new Map<string, { readonly admission: Admission; readonly until: number }>();

  async issue(admission: Admission): Promise<string> {
    this.#forgetExpired();
    const ticket = drawTicket();
    this.#open.set(ticket, { admission, until: performance.now() + VALID_MS });
    return ticket;
  }

  async redeem(ticket: string): Promise<Admission | null> {
    const found = this.#open.get(ticket);
    this.#open.delete(ticket);
    return found !== undefined && performance.now() <= found.until ? found.admission : null;
  }

  /** Tickets are in the order of their issue, so the first valid one ends the search. */
  #forgetExpired(): void {
    const now = performance.now();
    for (const [ticket, { until }] of this.#open) {
      if (until >= now) return;
      this.#open.delete(ticket);
    }
  }
}

/** Tickets in Redis: any process takes back what another has given out. */
export class RedisTicketOffice implements TicketOffice {
  readonly #shards: RedisShards;

  constructor(shards: RedisShards) {
    this.#shards = shards;
  }

  /** @throws LogUnavailable */
  async issue(admission: Admission): Promise<string> {
    const ticket = this.#shards.draw(drawTicket, keyOf);
    await this.#shards.keep(keyOf(ticket), JSON.stringify(admission), VALID_MS);
    return ticket;
  }

  /** @throws LogUnavailable */
  async redeem(ticket: string): Promise<Admission | null> {
    if (ticket.length !== drawTicket().length) return null;
    const found = await this.#shards.take(keyOf(ticket));
    return found === null ? null : (JSON.parse(found) as Admission);
  }
}

function keyOf(ticket: string): string {
  return `ticket:${ticket}`;
}

function drawTicket(): string {
  return randomBytes(18).toString('base64url');
}
