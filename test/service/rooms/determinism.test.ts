import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Direction,
  type Header,
  playerOf,
  RULES_VERSION,
  type Size,
  TICK_MS,
} from '../../../service/game/index.ts';
import { Chance } from '../../../service/game/random.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { Metronome } from '../../../service/src/rooms/metronome.ts';
import { RoomOwner } from '../../../service/src/rooms/room-owner.ts';

/** Matches of each size: a thousand in all. */
const MATCHES: readonly (readonly [Size, number])[] = [
  ['duel', 881],
  ['small', 100],
  ['large', 18],
  ['huge', 1],
];

const meter = new Meter();
const logger = pino({ level: 'silent' });

/** Someone who asks for random things, also for nonsense: repeated, skipped and foreign turns. */
class RandomPerson {
  readonly #name: string;
  readonly #chance: Chance;
  #seq = 1;
  #connection = 0;

  constructor(name: string, chance: Chance) {
    this.#name = name;
    this.#chance = chance;
  }

  async ask(log: MemoryRoomLog, owner: RoomOwner): Promise<void> {
    const { code } = owner;
    const person = this.#name;
    const seat = owner.replica.seatOf(person);
    const roll = this.#chance.draw(1000);
    const connection = String(this.#connection);
    if (seat === undefined) {
      if (roll < 200) await log.petition(code, { ask: 'sit', person, name: person, connection });
      this.#seq = 1;
    } else if (roll < 5) await log.petition(code, { ask: 'leave', person });
    else if (roll < 15) await log.petition(code, { ask: 'lost', person, connection });
    else if (roll < 30) {
      this.#connection += 1;
      await log.petition(code, { ask: 'sit', person, name: person, connection: String(this.#connection) });
    } else if (roll < 400) {
      const seen = playerOf(owner.replica.state, seat.who)?.seq ?? 0;
      const first = Math.max(1, Math.min(this.#seq, seen + 1) - this.#chance.draw(2) + this.#chance.draw(2));
      const dirs = Array.from({ length: 1 + this.#chance.draw(3) }, () => this.#chance.draw(4) as Direction);
      this.#seq = first + dirs.length;
      await log.petition(code, { ask: 'turn', person, who: seat.who, first, dirs });
    }
  }
}

/** Plays a match in a real room on faked time; returns the live replica and the logged bytes. */
async function playMatch(
  size: Size,
  seed: number,
): Promise<{ live: Replica; logged: readonly Uint8Array[]; header: Header }> {
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
  const onEnd = (): void => undefined;
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
    onEnd,
  });
  const end = owner.run();
  await vi.advanceTimersByTimeAsync(0);
  const crowd = Array.from(
    { length: { duel: 2, small: 5, large: 12, huge: 30 }[size] },
    (_, index) => new RandomPerson(`p${index}`, new Chance(seed * 31 + index + 1)),
  );
  await log.petition(header.code, { ask: 'sit', person: 'p0', name: 'p0', connection: '0' });
  while (live.state.ending === null) {
    for (const person of crowd) await person.ask(log, owner);
    await vi.advanceTimersByTimeAsync(TICK_MS);
  }
  const logged = (await log.range(header.code, 0)).map((tick) => tick.bytes);
  // The owner watches for a while that the end is not lost.
  await vi.advanceTimersByTimeAsync(5_000);
  await end;
  return { live, logged, header };
}

describe('a room', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(MATCHES)(
    'and an independent replay of its log end in the same hash: %s × %i',
    async (size, count) => {
      let ticks = 0;
      let inputs = 0;
      const endings = new Set<string>();
      for (let seed = 1; seed <= count; seed += 1) {
        const { live, logged, header } = await playMatch(size, seed * 7919);
        const replay = Replica.begin(header);
        for (const bytes of logged) inputs += replay.apply(bytes).tick.entries.length;
        expect(logged).toHaveLength(live.state.tick);
        expect(replay.hash()).toBe(live.hash());
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
