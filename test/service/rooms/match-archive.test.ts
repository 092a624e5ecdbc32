import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Header, hashOf, RULES, RULES_VERSION, TICK_MS } from '../../../service/game/index.ts';
import { Chance } from '../../../service/game/random.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../../service/src/protocol/tick.ts';
import { Lobby } from '../../../service/src/rooms/lobby.ts';
import { archiveMatch } from '../../../service/src/rooms/match-archive.ts';
import type { FinishedMatch } from '../../../service/src/rooms/match-keeper.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { type Outcome, outcomeOf } from '../../../service/src/rooms/outcome.ts';
import type { LoggedTick } from '../../../service/src/rooms/room-log.ts';
import { KnownRules } from '../../../service/src/rules.ts';
import { digestOf } from '../../../service/src/store/finished-match.ts';
import { parseMatchId, parsePlayerId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { documentOf } from '../../../service/src/store/mongo/documents.ts';
import { RandomPerson } from './random-person.ts';

const header: Header = { code: 'ARCH1VE', size: 'duel', bots: 2, rules: RULES_VERSION, countdown: 0 };
const match = '0f0e0d0c-0b0a-4908-8706-050403020100';
const id = parseMatchId(match);
const PLAYER = parsePlayerId('player-of-somebody');

/** Who knows these rules alone can replay no match of today's. */
const NO_RULES = new KnownRules([], { ...RULES, version: RULES_VERSION + 1 });

/** A finished match that `log` tells, run here if there is an outcome. */
function finished(log: readonly LoggedTick[], outcome?: Outcome | null, of = header): FinishedMatch {
  const record = { header: of, match, isPublic: true, openedAt: 1000 };
  return { record, outcome: outcome ?? undefined, readLog: async () => log };
}

/** A match in which the only person leaves, so that it is abandoned after 200 more ticks. */
function abandonedMatch(of = header): { log: readonly LoggedTick[]; live: Replica } {
  const live = Replica.begin(of);
  const log: LoggedTick[] = [];
  while (live.state.ending === null) {
    const { tick } = live.state;
    const entries: Entry[] =
      tick === 0
        ? [{ do: 'join', who: 1, person: 'anna', name: 'Anna' }]
        : tick === 5
          ? [{ do: 'lost', who: 1 }]
          : [];
    const bytes = encodeTick(live.chain, tick, entries);
    live.apply(bytes);
    log.push({ tick, bytes });
  }
  return { log, live };
}

describe('an archived match', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('holds the whole log, how it ended, and who stood where', async () => {
    const store = new MemoryStore();
    const { log, live } = abandonedMatch();
    await archiveMatch(store, new KnownRules(), finished(log));
    const kept = (await store.match(id))!;
    expect(kept.ticks).toHaveLength(205);
    expect(kept.ending).toBe('abandoned');
    expect(kept.hash).toBe(hashOf(live.state));
    expect(kept.standings).toHaveLength(2);
    expect(kept.standings.find((standing) => standing.person === 'anna')).toMatchObject({
      name: 'Anna',
      who: 1,
    });
    expect(kept.standings.map((standing) => standing.place)).toEqual([1, 2]);
    const replay = Replica.begin(kept.header);
    for (const bytes of kept.ticks) replay.apply(bytes);
    expect(hashOf(replay.state)).toBe(kept.hash);
  });

  it('is the same when two processes keep it at once, of which one ran it', async () => {
    const store = new MemoryStore();
    const { log, live } = abandonedMatch();
    const both = [finished(log, outcomeOf(live)), finished(log)];
    await Promise.all(both.map((one) => archiveMatch(store, new KnownRules(), one)));
    expect((await store.match(id))!.hash).toBe(hashOf(live.state));
  });

  it('ends no earlier than it began, where the clock has been set back in between', async () => {
    const store = new MemoryStore();
    vi.useFakeTimers({ toFake: ['Date'], now: 999 });
    await archiveMatch(store, new KnownRules(), finished(abandonedMatch().log));
    const kept = await store.match(id);
    expect([kept?.startedAt, kept?.endedAt]).toEqual([new Date(1000), new Date(1000)]);
  });

  it('is not read again by a process that comes later', async () => {
    const store = new MemoryStore();
    const { log } = abandonedMatch();
    await archiveMatch(store, new KnownRules(), finished(log));
    const first = await store.match(id);
    const readLog = (): Promise<never> => Promise.reject(new Error('was read'));
    await archiveMatch(store, new KnownRules(), { ...finished([]), readLog });
    expect(await store.match(id)).toEqual(first);
  });

  it('is what the log says, if that is not what its owner saw', async () => {
    const store = new MemoryStore();
    const { log, live } = abandonedMatch();
    const outcome = outcomeOf(live)!;
    await archiveMatch(
      store,
      new KnownRules(),
      finished(log, { ...outcome, chain: outcome.chain + 1, hash: 0 }),
    );
    expect((await store.match(id))!.hash).toBe(hashOf(live.state));
  });

  it('of thirty lets the rooms of its process go on while it is replayed', async () => {
    const large: Header = { ...header, size: 'large', bots: 30 };
    const { log } = abandonedMatch(large);
    let turns = 0;
    const clock = setInterval(() => (turns += 1), 1);
    await archiveMatch(new MemoryStore(), new KnownRules(), finished(log, null, large));
    clearInterval(clock);
    expect(turns).toBeGreaterThan(2);
  });
});

describe('a match that real rooms ran', () => {
  const party: Header = { code: 'PARTY', size: 'small', bots: 6, rules: RULES_VERSION, countdown: 20 };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'], now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Plays it to its end; its owner goes at each of some ticks, and another process takes it over from its snapshot. */
  async function played(...goesAt: readonly number[]) {
    const log = new MemoryRoomLog();
    const outcomes: Outcome[] = [];
    const logger = pino({ level: 'silent' });
    const another = (): Lobby =>
      new Lobby({
        log,
        rules: new KnownRules(),
        meter: new Meter(),
        logger,
        onOutcome: (_, outcome) => outcomes.push(outcome),
      });
    let owner = another();
    const replica = Replica.begin(party);
    await log.offer(
      party.code,
      (await log.create({ header: party, match, isPublic: true, openedAt: 1000 }))!,
    );
    const onTick = ({ bytes }: LoggedTick): void => void replica.apply(bytes);
    await log.follow(party.code, { onTick, onNotice: () => undefined });
    await owner.adopt(party.code, 'offered');
    const crowd = [1, 2, 3, 4].map((number) => new RandomPerson(`p${number}`, new Chance(number)));
    await log.petition(party.code, { ask: 'sit', person: 'p1', name: 'p1', connection: '0' });
    const going: Promise<void>[] = [];
    while (replica.state.ending === null) {
      for (const person of crowd) await person.ask(log, replica);
      if (goesAt.includes(replica.state.tick)) {
        going.push(owner.close(5000));
        owner = another();
        await owner.adopt(party.code, 'offered');
      }
      await vi.advanceTimersByTimeAsync(TICK_MS);
    }
    await Promise.all([...going, owner.close(0), vi.advanceTimersByTimeAsync(10_000)]);
    return { log: await log.range(party.code, 0), outcomes };
  }

  /** Bytes of the document that MongoDB keeps. */
  async function documentFrom(log: readonly LoggedTick[], outcome?: Outcome): Promise<Uint8Array> {
    const store = new MemoryStore();
    await store.recordSitting({ match: id, person: 'p1', player: PLAYER, from: new Date(1000), until: null });
    await archiveMatch(
      store,
      outcome === undefined ? new KnownRules() : NO_RULES,
      finished(log, outcome, party),
    );
    const kept = (await store.match(id))!;
    return mongoose.mongo.BSON.serialize(documentOf(kept, digestOf(kept)));
  }

  it.each([
    ['from its beginning', []],
    ['from its second takeover on', [333, 911]],
  ])('%s is kept as a replay would keep it, byte for byte', async (_, goesAt) => {
    const { log, outcomes } = await played(...goesAt);
    expect(log).toHaveLength(1220);
    expect(outcomes).toHaveLength(1);
    expect(await documentFrom(log, outcomes[0])).toEqual(await documentFrom(log));
  });
});
