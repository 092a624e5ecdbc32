import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Seasons } from '../../../service/src/accounts/seasons.ts';
import { newPlayerId } from '../../../service/src/store/ids.ts';
import type { Leader } from '../../../service/src/store/leaderboard.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';

/** A store whose leaderboard says how often it was looked at; `isAway` makes it fail. */
class CountedStore extends MemoryStore {
  looks = 0;
  isAway = false;

  override async leaderboard(): Promise<readonly Leader[]> {
    this.looks += 1;
    if (this.isAway) throw new StoreUnavailable('away');
    return [];
  }

  override async leaderboardPlace(): Promise<null> {
    this.looks += 1;
    return null;
  }
}

async function open() {
  const store = new CountedStore();
  const seasons = new Seasons({ store, logger: pino({ level: 'silent' }) });
  const season = await seasons.current();
  return { store, seasons, season };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the leaderboard of a season', () => {
  it('is looked up once for all who ask within five seconds, and anew after them', async () => {
    const { store, seasons, season } = await open();
    vi.useFakeTimers({ toFake: ['performance'] });
    await Promise.all([seasons.leaders(season), seasons.leaders(season)]);
    vi.advanceTimersByTime(4_999);
    await seasons.leaders(season);
    expect(store.looks).toBe(1);
    vi.advanceTimersByTime(1);
    await seasons.leaders(season);
    expect(store.looks).toBe(2);
    seasons.stop();
  });

  it('tells each player’s own place as seldom', async () => {
    const { store, seasons, season } = await open();
    const [one, other] = [newPlayerId(), newPlayerId()];
    for (let time = 0; time < 100; time += 1) await seasons.placeOf(season, one);
    expect(store.looks).toBe(1);
    await seasons.placeOf(season, other);
    expect(store.looks).toBe(2);
    seasons.stop();
  });

  it('of another season is another', async () => {
    const { store, seasons, season } = await open();
    await seasons.leaders(season);
    await seasons.leaders({ ...season, id: '2020-q1' });
    expect(store.looks).toBe(2);
    seasons.stop();
  });

  it('is asked for again at once where it could not be had', async () => {
    const { store, seasons, season } = await open();
    store.isAway = true;
    await expect(seasons.leaders(season)).rejects.toThrow(StoreUnavailable);
    store.isAway = false;
    expect(await seasons.leaders(season)).toEqual([]);
    seasons.stop();
  });
});
