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
    cpuMicrosecondsPerDelivery: 54.7,
    redisShare: 0.1,
    bytesPerPlayerSecond: 82.8,
    floorMicroseconds: 27.5,
  },
  /** Against these they are held; the fleet is of another run. */
  room: {
    rooms: 1,
    players: 200,
    cpuMicrosecondsPerDelivery: 58.5,
    redisShare: 0.068,
    bytesPerPlayerSecond: 467.3,
    floorMicroseconds: 24,
  },
  fleet: {
    rooms: 200,
    players: 8,
    cpuMicrosecondsPerDelivery: 37.9,
    redisShare: 0.107,
    bytesPerPlayerSecond: 81.2,
    floorMicroseconds: 18.8,
  },
} as const satisfies Readonly<Record<string, Point>>;

/** What a part of a match asks of MongoDB. */
export interface Asked {
  readonly operations: number;
  /** Inserted or changed, or tried to be. */
  readonly documents: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** What a match costs MongoDB in which everybody has an account and leaves while the result is shown. */
export interface Keeping {
  readonly players: number;
  readonly sitting: Asked;
  /** By the process that ran the match: while that does it, no other asks. */
  readonly keeping: Asked;
  readonly leaving: Asked;
  /** What it leaves: for as many days as logs are kept, and for good. */
  readonly going: Left;
  readonly staying: Left;
}

/** Documents before MongoDB compresses them; keys of indexes are worked out from their values. */
export interface Left {
  readonly documents: number;
  readonly documentBytes: number;
  readonly indexBytes: number;
}

/** What `npm run bench:keeping` counted on 27 November 2026. */
export const KEEPING = {
  rooms: {
    players: 8,
    sitting: { operations: 32, documents: 8, bytesIn: 12_600, bytesOut: 8_000 },
    keeping: { operations: 8, documents: 10, bytesIn: 20_426, bytesOut: 5_051 },
    leaving: { operations: 24, documents: 8, bytesIn: 10_416, bytesOut: 4_976 },
    going: { documents: 9, documentBytes: 16_961, indexBytes: 1_527 },
    staying: { documents: 8, documentBytes: 1_592, indexBytes: 1_920 },
  },
  room: {
    players: 200,
    sitting: { operations: 800, documents: 200, bytesIn: 315_000, bytesOut: 200_292 },
    keeping: { operations: 10, documents: 202, bytesIn: 232_041, bytesOut: 85_144 },
    leaving: { operations: 600, documents: 200, bytesIn: 260_400, bytesOut: 124_692 },
    going: { documents: 201, documentBytes: 211_444, indexBytes: 36_855 },
    staying: { documents: 200, documentBytes: 39_892, indexBytes: 48_292 },
  },
} as const satisfies Readonly<Record<string, Keeping>>;
