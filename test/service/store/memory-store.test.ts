import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { playMatch } from './finished.ts';
import { describeStore } from './store.contract.ts';

let newest: MemoryStore;

describeStore(
  'memory',
  async () => {
    newest = new MemoryStore();
    return newest;
  },
  async () => newest,
);

describe('store in memory', () => {
  it('forgets the oldest match above its limit, but neither its result nor that it was stored', async () => {
    const store = new MemoryStore(2);
    const { id: player } = await store.signIn({ provider: 'google', subject: '1' }, 'x');
    const people = [{ person: 'p', name: 'x', player }];
    const matches = [playMatch({ people }), playMatch({ people }), playMatch({ people })];
    for (const match of matches) await store.saveMatch(match);
    const kept = await Promise.all(matches.map(({ id }) => store.match(id)));
    expect(kept.map((match) => match !== null)).toEqual([false, true, true]);
    expect(await store.saveMatch(matches[0]!)).toBe('known');
    expect(await store.history(player, 10)).toHaveLength(3);
  });

  it('is not changed by changing what was given or taken', async () => {
    const store = new MemoryStore();
    const match = playMatch({ people: [{ person: 'g', name: 'guest', player: null }] });
    await store.saveMatch(match);
    match.ticks[0]!.fill(0);
    (await store.match(match.id))!.ticks[1]!.fill(0);
    const stored = (await store.match(match.id))!;
    expect(stored.ticks[0]!.some((byte) => byte !== 0)).toBe(true);
    expect(stored.ticks[1]!.some((byte) => byte !== 0)).toBe(true);
  });
});
