import { randomBytes } from 'node:crypto';

/** Who may open a socket, and to which room. */
export interface Admission {
  readonly code: string;
  readonly person: string;
  readonly name: string;
}

const VALID_MS = 30_000;

/** Gives out tickets that open one socket, once, within 30 seconds. */
export class TicketOffice {
  readonly #open = new Map<string, { readonly admission: Admission; readonly until: number }>();

  /** `now` is in milliseconds, here and below. */
  issue(admission: Admission, now: number): string {
    this.#forgetExpired(now);
    const ticket = randomBytes(18).toString('base64url');
    this.#open.set(ticket, { admission, until: now + VALID_MS });
    return ticket;
  }

  /** Takes a ticket back; `null` if it was never given out, is used or has expired. */
  redeem(ticket: string, now: number): Admission | null {
    const found = this.#open.get(ticket);
    this.#open.delete(ticket);
    return found !== undefined && now <= found.until ? found.admission : null;
  }

  /** Tickets are in the order of their issue, so the first valid one ends the search. */
  #forgetExpired(now: number): void {
    for (const [ticket, { until }] of this.#open) {
      if (until >= now) return;
      this.#open.delete(ticket);
    }
  }
}
