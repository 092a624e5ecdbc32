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
    cpuMicrosecondsPerDelivery: 58.5,
    redisShare: 0.091,
    bytesPerPlayerSecond: 83.1,
    floorMicroseconds: 25.4,
  },
  room: {
    rooms: 1,
    players: 200,
    cpuMicrosecondsPerDelivery: 52.5,
    redisShare: 0.071,
    bytesPerPlayerSecond: 673.1,
    floorMicroseconds: 22.2,
  },
  /** Against this one they are held: fewer rooms, with so little to do that each message took the machine twice as long. */
  heldOut: {
    rooms: 12,
    players: 8,
    cpuMicrosecondsPerDelivery: 131.5,
    redisShare: 0.109,
    bytesPerPlayerSecond: 83.7,
    floorMicroseconds: 52.1,
  },
} as const satisfies Readonly<Record<string, Point>>;
