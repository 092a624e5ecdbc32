import { TICK_MS } from '../../game/index.ts';

/** Petitions set out so long before the tick that they are for: time enough for Redis and both processes. */
const LEAD_MS = 25;

/** A departure that is planned already is as good if it is no more than so much sooner or later: rooms tick together. */
const SOONER_MS = 10;
const LATER_MS = 5;

/** An owner who has been silent for longer may tick at any moment. Petitions to it leave at moments so far apart. */
const SILENT_MS = 3 * TICK_MS;
const UNTIMED_MS = TICK_MS / 3;

/**
 * When petitions leave for a room's owner elsewhere: shortly before its next tick. They would wait there as long, and
 * what leaves together costs Redis and both processes about as much as one alone.
 * @param now In ms of any clock, as all times here.
 * @param heardAt When the room's newest tick came from its owner; undefined if none has.
 * @param planned Departures that are to come anyway.
 * @returns One of those, or a moment not before now and less than a tick later.
 */
export function departureOf(now: number, heardAt: number | undefined, planned: Iterable<number>): number {
  const best = bestDeparture(now, heardAt);
  for (const departure of planned)
    if (departure >= best - SOONER_MS && departure <= best + LATER_MS) return departure;
  return best;
}

function bestDeparture(now: number, heardAt: number | undefined): number {
  if (heardAt === undefined || now - heardAt > SILENT_MS) return Math.ceil(now / UNTIMED_MS) * UNTIMED_MS;
  const ticks = Math.ceil((now + LEAD_MS - heardAt) / TICK_MS);
  return heardAt + ticks * TICK_MS - LEAD_MS;
}
