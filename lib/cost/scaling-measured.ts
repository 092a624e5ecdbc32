/** The service under one workload, beside the bare `ws` loop on the same machine in the same minutes. */
export interface Point {
  readonly rooms: number;
  /** In each room. */
  readonly players: number;
  readonly cpuMicrosecondsPerDelivery: number;
  /** Part of it that was Redis's. */
  readonly redisShare: number;
  readonly bytesPerPlayerSecond: number;
  /** What the loop's processes took for a delivery: how fast the machine was, then. */
  readonly floorMicroseconds: number;
}

/**
 * What `npm run bench` said on 26 November 2026: Node 24, Redis 7.0 with its file in memory, two cores of an AMD EPYC on which
 * the players ran, too. Whoever measures again puts the figures here and runs `npm run readme`.
 */
export const MEASURED = {
  /** From this one the costs are taken. */
  rooms: {
    rooms: 50,
    players: 8,
    cpuMicrosecondsPerDelivery: 46.2,
    redisShare: 0.119,
    bytesPerPlayerSecond: 90.9,
    floorMicroseconds: 24.5,
  },
  /** Against these they are held. */
  room: {
    rooms: 1,
    players: 200,
    cpuMicrosecondsPerDelivery: 45.5,
    redisShare: 0.088,
    bytesPerPlayerSecond: 858.3,
    floorMicroseconds: 20.1,
  },
  fleet: {
    rooms: 200,
    players: 8,
    cpuMicrosecondsPerDelivery: 30.6,
    redisShare: 0.11,
    bytesPerPlayerSecond: 84.1,
    floorMicroseconds: 15.8,
  },
} as const satisfies Readonly<Record<string, Point>>;
