import { describe, expect, it } from 'vitest';
import { InvalidId, newMatchId } from '../../../../service/src/store/ids.ts';
import { MatchConflict } from '../../../../service/src/store/store.ts';
import { FILLED, type Person, playMatch, replay } from '../finished.ts';
import { AUTUMN, type Scene } from './scene.ts';

/** Matches and histories, as every adapter of `Store` keeps them. */
export function describeMatches(scene: Scene): void {
  const { again, guest, seat, signIn } = scene;
  describe('matches', () => {
    it('gives a match back as it was, byte for byte, and it replays to its hash', async () => {
      const match = playMatch({ people: [await seat('1'), guest('손님'), await seat('2')], ticks: 50 });
      expect(await scene.store.saveMatch(match)).toBe('new');
      const stored = await (await again()).match(match.id);
      expect({ ...stored, ticks: stored!.ticks.map((tick) => [...tick]) }).toEqual({
        ...match,
        ticks: match.ticks.map((tick) => [...tick]),
      });
      expect(replay(stored!).state.tick).toBe(50);
      expect(await scene.store.match(newMatchId())).toBeNull();
    });

    it('says whether it keeps a match, at every door', async () => {
      const match = playMatch({ people: [await seat('1')] });
      const other = await again();
      expect([await scene.store.isKept(match.id), await other.isKept(match.id)]).toEqual([false, false]);
      await scene.store.saveMatch(match);
      expect([await scene.store.isKept(match.id), await other.isKept(match.id)]).toEqual([true, true]);
    });

    it('keeps one match and one row for each player, however often and wherever it is stored', async () => {
      const people = [await seat('1'), await seat('2'), guest('g')];
      const scores = { 'p-1': 30, 'p-2': 50, 'g-g': 40 };
      const match = playMatch({ people, ...FILLED, scores });
      const other = await again();
      const outcomes = await Promise.all(
        [scene.store, other, scene.store, other].map((door) => door.saveMatch({ ...match })),
      );
      expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(1);
      const later = { ...match, endedAt: new Date(match.endedAt.getTime() + 5000) };
      expect(await scene.store.saveMatch(later)).toBe('known');
      expect((await scene.store.match(match.id))!.endedAt).toEqual(match.endedAt);
      const [one, two] = people.map(({ player }) => player!);
      const shared = {
        match: match.id,
        size: 'small',
        of: 8,
        startedAt: match.startedAt,
        endedAt: match.endedAt,
        isRanked: true,
      };
      expect(await scene.store.history(one!, 10)).toEqual([
        { ...shared, player: one, who: 1, place: 3, score: 30 },
      ]);
      expect(await scene.store.history(two!, 10)).toEqual([
        { ...shared, player: two, who: 2, place: 1, score: 50 },
      ]);
      expect((await scene.store.leaderboard(AUTUMN, 10)).map(({ matches }) => matches)).toEqual([1, 1]);
    });

    it('refuses another match under the same id and changes nothing', async () => {
      const people = [await seat('1')];
      const match = playMatch({ people, scores: { 'p-1': 10 } });
      await scene.store.saveMatch(match);
      const longer = { ...playMatch({ people, ticks: 21, scores: { 'p-1': 99 } }), id: match.id };
      await expect(scene.store.saveMatch(longer)).rejects.toThrow(MatchConflict);
      await expect(scene.store.saveMatch({ ...match, hash: (match.hash ^ 1) >>> 0 })).rejects.toThrow(
        `match ${match.id}: another match is stored under this id`,
      );
      await expect(scene.store.saveMatch({ ...match, ending: 'abandoned' })).rejects.toThrow(MatchConflict);
      expect((await scene.store.match(match.id))!.ticks).toHaveLength(20);
      expect((await scene.store.history(people[0]!.player!, 10)).map(({ score }) => score)).toEqual([10]);
    });

    it('gives a player who sat twice the row of the better place', async () => {
      const player = await signIn('1');
      const tab = (person: string): Person => ({ person, name: 'x', player });
      const match = playMatch({
        people: [tab('a'), tab('b'), guest('g')],
        scores: { a: 5, b: 9, 'g-g': 7 },
      });
      await scene.store.saveMatch(match);
      expect(await scene.store.history(player, 10)).toMatchObject([{ who: 2, place: 1, of: 3, score: 9 }]);
    });

    it('keeps a match nobody with an account was in', async () => {
      const match = playMatch({ people: [guest('g')], ...FILLED });
      expect(await scene.store.saveMatch(match)).toBe('new');
      expect(await scene.store.leaderboard(AUTUMN, 10)).toEqual([]);
    });

    it('takes a log of a mebibyte and refuses a longer one', async () => {
      const match = playMatch({ people: [guest('g')] });
      const tick = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(7);
      const ticks = Array.from({ length: 4 }, () => tick(262_000));
      expect(await scene.store.saveMatch({ ...match, ticks })).toBe('new');
      expect((await scene.store.match(match.id))!.ticks.map(({ length }) => length)).toEqual(
        Array(4).fill(262_000),
      );
      const more = { ...match, id: newMatchId(), ticks: [...ticks, tick(600)] };
      await expect(scene.store.saveMatch(more)).rejects.toThrow('expected at most 1048576');
      await expect(scene.store.saveMatch({ ...match, ticks: [] })).rejects.toThrow('ticks: found 0');
    });

    it('refuses what is no match and says which field', async () => {
      const match = playMatch({ people: [guest('g')] });
      const standing = match.standings[0]!;
      await expect(scene.store.saveMatch({ ...match, id: 'x' as never })).rejects.toThrow(InvalidId);
      await expect(scene.store.saveMatch({ ...match, endedAt: new Date(0) })).rejects.toThrow(
        'endedAt: found',
      );
      await expect(scene.store.saveMatch({ ...match, hash: -1 })).rejects.toThrow('hash: found -1');
      await expect(scene.store.saveMatch({ ...match, standings: [standing, standing] })).rejects.toThrow(
        'standings',
      );
      await expect(
        scene.store.saveMatch({ ...match, standings: [{ ...standing, place: 0 }] }),
      ).rejects.toThrow('standing of 1, place: found 0, expected a whole number from 1 to 1000');
      expect(await scene.store.match(match.id)).toBeNull();
    });

    it('pages through a history, newest first', async () => {
      const person = await seat('1');
      const at = (day: number): Date => new Date(Date.UTC(2026, 10, day));
      for (const day of [3, 1, 2])
        await scene.store.saveMatch(playMatch({ people: [person], endedAt: at(day) }));
      const first = await scene.store.history(person.player!, 2);
      expect(first.map(({ endedAt }) => endedAt)).toEqual([at(3), at(2)]);
      const rest = await scene.store.history(person.player!, 2, at(2));
      expect(rest.map(({ endedAt }) => endedAt)).toEqual([at(1)]);
      await expect(scene.store.history(person.player!, 101)).rejects.toThrow('limit: found 101');
    });
  });
}
