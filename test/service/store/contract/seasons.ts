import { describe, expect, it } from 'vitest';
import type { Size } from '../../../../service/game/index.ts';
import { FILLED, type Person, playMatch } from '../finished.ts';
import { AUTUMN, type Scene } from './scene.ts';

/** Seasons and leaderboards, as every adapter of `Store` keeps them. */
export function describeSeasons(scene: Scene): void {
  const { guest, seat } = scene;
  describe('seasons and leaderboards', () => {
    it('keeps seasons, moves their ends, and refuses two in one time', async () => {
      const winter = { id: '2027-q1', from: AUTUMN.until, until: new Date('2027-03-31T15:00:00Z') };
      await scene.store.declareSeason(AUTUMN);
      await scene.store.declareSeason(AUTUMN);
      await scene.store.declareSeason(winter);
      expect(await scene.store.seasons()).toEqual([winter, AUTUMN]);
      const longer = { ...winter, until: new Date('2027-04-30T15:00:00Z') };
      await scene.store.declareSeason(longer);
      expect(await scene.store.seasons()).toEqual([longer, AUTUMN]);
      const between = { id: 'between', from: new Date('2026-12-01'), until: new Date('2027-01-02') };
      await expect(scene.store.declareSeason(between)).rejects.toThrow('no other season in its time');
      await expect(scene.store.declareSeason({ ...winter, until: winter.from })).rejects.toThrow(
        'until: found',
      );
    });

    it('adds up the results of a season and of no other time', async () => {
      const [one, two, three] = [await seat('1'), await seat('2'), await seat('3')];
      const play = async (endedAt: Date, scores: Readonly<Record<string, number>>): Promise<unknown> =>
        scene.store.saveMatch(
          playMatch({ people: [one, two, three, guest('g')], ...FILLED, endedAt, scores }),
        );
      await play(AUTUMN.from, { 'p-1': 10, 'p-2': 40, 'p-3': 20, 'g-g': 500 });
      await play(new Date(AUTUMN.until.getTime() - 1), { 'p-1': 60, 'p-2': 40, 'p-3': 5, 'g-g': 1 });
      await play(AUTUMN.until, { 'p-1': 1000, 'p-2': 1, 'p-3': 1, 'g-g': 1 });
      await play(new Date(AUTUMN.from.getTime() - 1), { 'p-1': 1, 'p-2': 1, 'p-3': 1000, 'g-g': 1 });
      await scene.store.updatePlayer(two.player!, { name: '새 이름' });
      await scene.store.replacePicture(two.player!, 'two');
      const leaders = await scene.store.leaderboard(AUTUMN, 10);
      expect(leaders).toEqual(
        [
          {
            rank: 1,
            player: two.player,
            score: 80,
            wins: 0,
            matches: 2,
            name: '새 이름',
            picture: 'two',
          },
          { rank: 2, player: one.player, score: 70, wins: 1, matches: 2, name: 'name of 1', picture: null },
          {
            rank: 3,
            player: three.player,
            score: 25,
            wins: 0,
            matches: 2,
            name: 'name of 3',
            picture: null,
          },
        ].sort((a, b) => a.rank - b.rank),
      );
      expect(await scene.store.leaderboard(AUTUMN, 1)).toEqual(leaders.slice(0, 1));
      expect(await scene.store.leaderboardPlace(AUTUMN, three.player!)).toEqual(leaders[2]);
      await expect(scene.store.leaderboard(AUTUMN, 0)).rejects.toThrow('limit: found 0');
    });

    it('lets wins, then the fewer matches decide between equal scores', async () => {
      const [one, two, three] = [await seat('1'), await seat('2'), await seat('3')];
      const play = async (people: readonly Person[], scores: Readonly<Record<string, number>>) =>
        scene.store.saveMatch(playMatch({ people, ...FILLED, scores }));
      await play([one, two], { 'p-1': 10, 'p-2': 20 });
      await play([one], { 'p-1': 10 });
      await play([three, guest('g')], { 'p-3': 20, 'g-g': 30 });
      const order = (await scene.store.leaderboard(AUTUMN, 10)).map(({ player }) => player);
      expect(order).toEqual([two.player, one.player, three.player]);
    });

    it('counts a match without robots of as many people as usual', async () => {
      const [one, two] = [await seat('1'), await seat('2')];
      const scores = { 'p-1': 700, 'p-2': 900 };
      await scene.store.saveMatch(playMatch({ people: [one, two], size: 'duel', bots: 0, scores }));
      const leaders = await scene.store.leaderboard(AUTUMN, 10);
      expect(leaders).toMatchObject([
        { player: two.player, score: 900 },
        { player: one.player, score: 700 },
      ]);
    });

    it('counts no match of a room that was emptier than its size usually is', async () => {
      const [alone, among] = [await seat('1'), await seat('2')];
      const play = async (person: Person, size: Size, bots: number, score: number) =>
        scene.store.saveMatch(
          playMatch({ people: [person], size, bots, ticks: 1, scores: { [person.person]: score } }),
        );
      await play(alone, 'huge', 0, 30_000);
      await play(alone, 'small', 7, 4_000);
      await play(alone, 'duel', 1, 1_500);
      await play(among, 'small', 8, 400);
      await play(among, 'duel', 2, 300);
      const { store } = scene;
      const leaders = await store.leaderboard(AUTUMN, 10);
      expect(leaders).toMatchObject([{ rank: 1, player: among.player, score: 700, matches: 2 }]);
      expect(await store.leaderboardPlace(AUTUMN, alone.player!)).toBeNull();
      const rows = [...(await store.history(alone.player!, 10)), ...(await store.history(among.player!, 10))];
      const ranked = rows.map(({ score, isRanked }) => [score, isRanked]);
      expect(new Map(ranked as [number, boolean][])).toEqual(
        new Map([
          [30_000, false],
          [4_000, false],
          [1_500, false],
          [400, true],
          [300, true],
        ]),
      );
    });
  });
}
