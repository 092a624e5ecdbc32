import { describe, expect, it } from 'vitest';
import { type Header, hashOf, RULES_VERSION } from '../../../service/game/index.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../../service/src/protocol/tick.ts';
import { archiveMatch } from '../../../service/src/rooms/match-archive.ts';
import type { FinishedMatch } from '../../../service/src/rooms/match-keeper.ts';
import { KnownRules } from '../../../service/src/rules.ts';
import { parseMatchId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';

const header: Header = { code: 'ARCH1VE', size: 'duel', bots: 2, rules: RULES_VERSION, countdown: 0 };
const match = '0f0e0d0c-0b0a-4908-8706-050403020100';

/** A match in which the only person leaves, so that it is abandoned after 200 more ticks. */
function abandonedMatch(of = header): { finished: FinishedMatch; live: Replica } {
  const live = Replica.begin(of);
  const log: { tick: number; bytes: Uint8Array }[] = [];
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
  return { finished: { record: { header: of, match, isPublic: true, openedAt: 1000 }, log }, live };
}

describe('an archived match', () => {
  it('holds the whole log, how it ended, and who stood where', async () => {
    const store = new MemoryStore();
    const { finished, live } = abandonedMatch();
    await archiveMatch(store, new KnownRules(), finished);
    const kept = (await store.match(parseMatchId(match)))!;
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

  it('is the same when two processes keep it at once', async () => {
    const store = new MemoryStore();
    const { finished, live } = abandonedMatch();
    await Promise.all([1, 2].map(() => archiveMatch(store, new KnownRules(), finished)));
    expect((await store.match(parseMatchId(match)))!.hash).toBe(hashOf(live.state));
  });

  it('is not worked out again by a process that comes later', async () => {
    const store = new MemoryStore();
    const { finished } = abandonedMatch();
    await archiveMatch(store, new KnownRules(), finished);
    const first = await store.match(parseMatchId(match));
    await archiveMatch(store, new KnownRules(), { ...finished, log: [] });
    expect(await store.match(parseMatchId(match))).toEqual(first);
  });

  it('of two hundred lets the rooms of its process go on meanwhile', async () => {
    const { finished } = abandonedMatch({ ...header, size: 'huge', bots: 200 });
    let turns = 0;
    const clock = setInterval(() => (turns += 1), 1);
    await archiveMatch(new MemoryStore(), new KnownRules(), finished);
    clearInterval(clock);
    expect(turns).toBeGreaterThan(2);
  });
});
