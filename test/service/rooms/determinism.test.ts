import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Header, RULES_VERSION, type Size, TICK_MS } from '../../../service/game/index.ts';
import { Chance } from '../../../service/game/random.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { Metronome } from '../../../service/src/rooms/metronome.ts';
import { type Outcome, outcomeOf } from '../../../service/src/rooms/outcome.ts';
import { RoomOwner } from '../../../service/src/rooms/room-owner.ts';
import { RandomPerson } from './random-person.ts';

/** Matches of each size: a thousand in all. */
const MATCHES: readonly (readonly [Size, number])[] = [
  ['duel', 881],
  ['small', 100],
  ['large', 18],
  ['huge', 1],
];

const meter = new Meter();
const logger = pino({ level: 'silent' });

/** A match that was played in a real room. */
interface Played {
  readonly header: Header;
  readonly live: Replica;
  readonly logged: readonly Uint8Array[];
  /** How its owner said that it came out. */
  readonly outcome: Outcome | undefined;
}

/** Plays a match in a real room on faked time. */
async function playMatch(size: Size, seed: number): Promise<Played> {
  const chance = new Chance(seed);
  const bots = { duel: chance.draw(3), small: chance.draw(9), large: 16, huge: 60 }[size];
  const header: Header = {
    code: `M${seed}`,
    size,
    bots,
    rules: RULES_VERSION,
    countdown: chance.draw(2) * 20,
  };
  const log = new MemoryRoomLog();
  const record = { header, match: `match-${seed}`, isPublic: true, openedAt: 0 };
  const token = (await log.create(record))!;
  const live = Replica.begin(header);
  let outcome: Outcome | undefined;
  const owner = new RoomOwner({
    log,
    record,
    token,
    replica: live,
    history: [],
    gathering: null,
    metronome: new Metronome(),
    meter,
    logger,
    onOutcome: (_, of) => {
      outcome = of;
    },
    onEnd: () => undefined,
  });
  const end = owner.run();
  await vi.advanceTimersByTimeAsync(0);
  const crowd = Array.from(
    { length: { duel: 2, small: 5, large: 12, huge: 30 }[size] },
    (_, index) => new RandomPerson(`p${index}`, new Chance(seed * 31 + index + 1)),
  );
  await log.petition(header.code, { ask: 'sit', person: 'p0', name: 'p0', connection: '0' });
  while (live.state.ending === null) {
    for (const person of crowd) await person.ask(log, live);
    await vi.advanceTimersByTimeAsync(TICK_MS);
  }
  const logged = (await log.range(header.code, 0)).map((tick) => tick.bytes);
  // The owner watches for a while that the end is not lost.
  await vi.advanceTimersByTimeAsync(5_000);
  await end;
  return { header, live, logged, outcome };
}

describe('a room', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(MATCHES)(
    'and an independent replay of its log end in the same hash and outcome: %s × %i',
    async (size, count) => {
      let ticks = 0;
      let inputs = 0;
      const endings = new Set<string>();
      for (let seed = 1; seed <= count; seed += 1) {
        const { header, live, logged, outcome } = await playMatch(size, seed * 7919);
        const replay = Replica.begin(header);
        for (const bytes of logged) inputs += replay.apply(bytes).tick.entries.length;
        expect(logged).toHaveLength(live.state.tick);
        expect(replay.hash()).toBe(live.hash());
        expect(outcome).toStrictEqual(outcomeOf(replay));
        endings.add(live.state.ending!);
        ticks += logged.length;
      }
      // Matches in which nothing happens would prove nothing.
      expect(inputs).toBeGreaterThan(ticks / 10);
      expect([...endings]).toContain('time');
    },
    1_200_000,
  );
});
