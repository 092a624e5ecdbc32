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
 * What `npm run bench` said on 26 November 2026: Node 24, Redis 7.0 with its file in memory, two cores of an AMD EPYC that
 * others were using, too. Whoever measures again puts the figures here and runs `npm run readme`.
 */
export const MEASURED = {
  /** From these the costs are taken. */
  rooms: {
    rooms: 50,
    players: 8,
    cpuMicrosecondsPerDelivery: 89.2,
    redisShare: 0.079,
    bytesPerPlayerSecond: 73.4,
    floorMicroseconds: 27.1,
  },
  room: {
    rooms: 1,
    players: 200,
    cpuMicrosecondsPerDelivery: 79.7,
    redisShare: 0.055,
    bytesPerPlayerSecond: 643.3,
    floorMicroseconds: 27.8,
  },
  /** Against this one they are held: fewer rooms, and a machine so busy that everything took more than twice as long. */
  heldOut: {
    rooms: 12,
    players: 8,
    cpuMicrosecondsPerDelivery: 259.4,
    redisShare: 0.075,
    bytesPerPlayerSecond: 76.4,
    floorMicroseconds: 60.8,
  },
} as const satisfies Readonly<Record<string, Point>>;
