/** How the lobby is told of rooms: what owners list, the finished ones, and the channel of offers. */
export const LISTINGS = 'rooms:listings';
export const FINISHED = 'rooms:finished';
export const OFFERS = 'rooms:offers';

/** Names of a room's keys and channels in Redis. */
export interface RoomKeys {
  readonly room: string;
  readonly log: string;
  readonly snapshot: string;
  readonly watchers: string;
  readonly ticks: string;
  readonly notices: string;
  readonly petitions: string;
}

/** They share a hash tag, so that they would stay together in a cluster. */
export function keysOf(code: string): RoomKeys {
  const room = `room:{${code}}`;
  return {
    room,
    log: `${room}:log`,
    snapshot: `${room}:snapshot`,
    watchers: `${room}:watchers`,
    ticks: `${room}:ticks`,
    notices: `${room}:notices`,
    petitions: `${room}:petitions`,
  };
}
