/** How the lobby is told of rooms: what owners list, the finished ones, and the channel of offers. */
export const LISTINGS = 'rooms:listings';
export const FINISHED = 'rooms:finished';
export const OFFERS = 'rooms:offers';

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
