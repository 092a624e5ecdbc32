import { SIZES, type Size } from '../../game/index.ts';

/** Rooms by when somebody is to look whether they still have an owner, the finished ones, and the channel of offers. */
export const LIVE = 'rooms:live';
export const FINISHED = 'rooms:finished';
export const OFFERS = 'rooms:offers';

/** What is written only to see whether Redis takes it. */
export const REACHED = 'rooms:reached';

/** The open rooms of a size, by how many people are in them. */
export function openRooms(size: Size): string {
  return `rooms:open:${size}`;
}

/** Those of all sizes. */
export const ALL_OPEN_ROOMS = (Object.keys(SIZES) as Size[]).map(openRooms);

/** Names of a room's keys and channels in Redis. They share a hash tag, so that they would stay together in a cluster. */
export class RoomKeys {
  readonly room: string;

  constructor(code: string) {
    this.room = `room:{${code}}`;
  }

  get log(): string {
    return `${this.room}:log`;
  }

  get snapshot(): string {
    return `${this.room}:snapshot`;
  }

  get watchers(): string {
    return `${this.room}:watchers`;
  }

  get promises(): string {
    return `${this.room}:promises`;
  }

  get ticks(): string {
    return `${this.room}:ticks`;
  }

  get notices(): string {
    return `${this.room}:notices`;
  }

  get petitions(): string {
    return `${this.room}:petitions`;
  }
}
