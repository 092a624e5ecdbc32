/** Somebody who has come to a private room. */
export interface Guest {
  readonly person: string;
  readonly name: string;
}

/**
 * Who has come to a private room, in the order in which they came. The first of those who are there is its host, so
 * that a host who leaves hands the room over to the next.
 */
export interface Gathering {
  readonly guests: readonly Guest[];
  /** Nobody else may come in. */
  readonly isLocked: boolean;
  /** The host has started the match. */
  readonly isStarted: boolean;
}

/** What a host can ask. */
export const HOST_ORDERS = ['start', 'lock', 'unlock'] as const;

/** One of them. */
export type HostOrder = (typeof HOST_ORDERS)[number];

/** A room to which nobody has come yet. */
export const NOBODY: Gathering = { guests: [], isLocked: false, isStarted: false };

/** Whether somebody has come, and is still there. */
export function isGuest({ guests }: Gathering, person: string): boolean {
  return guests.some((guest) => guest.person === person);
}

/** Somebody comes: last, or as the same guest as before. */
export function arrive(gathering: Gathering, { person, name }: Guest): Gathering {
  const known = gathering.guests.find((guest) => guest.person === person);
  if (known?.name === name) return gathering;
  const guests =
    known === undefined
      ? [...gathering.guests, { person, name }]
      : gathering.guests.map((guest) => (guest === known ? { person, name } : guest));
  return { ...gathering, guests };
}

/** Somebody goes. A room that everybody has left is locked no more, for nobody could open it. */
export function depart(gathering: Gathering, person: string): Gathering {
  if (!isGuest(gathering, person)) return gathering;
  const guests = gathering.guests.filter((guest) => guest.person !== person);
  return { ...gathering, guests, isLocked: gathering.isLocked && guests.length > 0 };
}

/** Somebody asks what only the host may; from anybody else it has no effect. */
export function obey(gathering: Gathering, person: string, order: HostOrder): Gathering {
  if (gathering.guests[0]?.person !== person) return gathering;
  if (order === 'start') return gathering.isStarted ? gathering : { ...gathering, isStarted: true };
  const isLocked = order === 'lock';
  return gathering.isLocked === isLocked ? gathering : { ...gathering, isLocked };
}
