import { describe, expect, it } from 'vitest';
import { type Person, playMatch, replay } from '../finished.ts';
import { AUTUMN, type Scene } from './scene.ts';

/** What every adapter of `Store` hands over about a player, and how it forgets one. */
export function describeDeletion(scene: Scene): void {
  const { guest, naver, seat, signIn } = scene;
  describe('deletion and export', () => {
    it('hands over all that is kept about a player', async () => {
      const person = await seat('1');
      const player = person.player!;
      const match = playMatch({ people: [person, guest('g')] });
      const sitting = {
        match: match.id,
        person: 'p-1',
        player,
        from: match.startedAt,
        until: match.endedAt,
      };
      await scene.store.recordSitting(sitting);
      await scene.store.saveMatch(match);
      expect(await scene.store.exportPlayer(player)).toEqual({
        player: await scene.store.player(player),
        account: { provider: 'naver', subject: '1' },
        sittings: [sitting],
        results: await scene.store.history(player, 10),
      });
      expect(await scene.store.history(player, 10)).toHaveLength(1);
    });

    it('leaves no name and no id behind, and the match still replays to its hash', async () => {
      const [gone, stays] = [await seat('gone'), await seat('stays')];
      const match = playMatch({ people: [gone, stays, guest('g')], bots: 8 });
      const from = match.startedAt;
      await scene.store.recordSitting({
        match: match.id,
        person: gone.person,
        player: gone.player!,
        from,
        until: null,
      });
      await scene.store.saveMatch(match);
      const player = await scene.store.player(gone.player!);
      expect(await scene.store.deletePlayer(gone.player!)).toEqual(player);
      expect(await scene.store.deletePlayer(gone.player!)).toBeNull();
      expect(await scene.store.player(gone.player!)).toBeNull();
      expect(await scene.store.exportPlayer(gone.player!)).toBeNull();
      expect(await scene.store.history(gone.player!, 10)).toEqual([]);
      expect(await scene.store.sittings(match.id)).toEqual([]);
      expect((await scene.store.leaderboard(AUTUMN, 10)).map((leader) => leader.player)).toEqual([
        stays.player,
      ]);
      const stored = (await scene.store.match(match.id))!;
      const text = JSON.stringify([
        stored.standings,
        stored.ticks.map((tick) => Buffer.from(tick).toString()),
      ]);
      expect(text).not.toContain('gone');
      expect(text).not.toContain(gone.player);
      expect(text).toContain('played as stays');
      const { state, seats } = replay(stored);
      expect({ tick: state.tick, seats: seats.size }).toEqual({ tick: 20, seats: 3 });
      expect(stored.hash).toBe(match.hash);
      expect(stored.standings.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    });

    it('does not let a deleted player back in by storing the match again', async () => {
      const gone = await seat('gone');
      const match = playMatch({ people: [gone, await seat('stays')] });
      await scene.store.saveMatch(match);
      await scene.store.deletePlayer(gone.player!);
      expect(await scene.store.saveMatch(match)).toBe('known');
      expect(await scene.store.history(gone.player!, 10)).toEqual([]);
      expect(JSON.stringify((await scene.store.match(match.id))!.standings)).not.toContain('gone');
    });

    it('blanks a player who left a match and deleted the account before it was stored', async () => {
      const left: Person = { ...(await seat('left')), leavesAt: 5 };
      const [played, stays] = [await seat('played'), await seat('stays')];
      const match = playMatch({ people: [left, played, stays] });
      for (const { person, player } of [left, played])
        await scene.store.recordSitting({
          match: match.id,
          person,
          player: player!,
          from: match.startedAt,
          until: null,
        });
      await scene.store.deletePlayer(left.player!);
      await scene.store.deletePlayer(played.player!);
      expect(await scene.store.saveMatch(match)).toBe('new');
      const stored = (await scene.store.match(match.id))!;
      const names = stored.ticks.map((tick) => Buffer.from(tick).toString()).join();
      expect(names).not.toContain('played as left');
      expect(names).not.toContain('played as played');
      expect(names).toContain('played as stays');
      expect(stored.standings.map(({ name }) => name).sort()).toEqual(['', 'played as stays']);
      expect(await scene.store.history(played.player!, 10)).toEqual([]);
      expect(await scene.store.sittings(match.id)).toEqual([]);
    });

    it('blanks everybody where several players of one match delete their accounts at once', async () => {
      const people = [await seat('a'), await seat('b'), await seat('c')];
      const match = playMatch({ people });
      await scene.store.saveMatch(match);
      await Promise.all(people.map(({ player }) => scene.store.deletePlayer(player!)));
      const stored = (await scene.store.match(match.id))!;
      expect(stored.ticks.map((tick) => Buffer.from(tick).toString()).join()).not.toContain('played as');
      expect(stored.standings.map(({ name, player }) => [name, player])).toEqual(Array(3).fill(['', null]));
    });

    it('lets the same person begin anew', async () => {
      const before = await signIn('1');
      await scene.store.deletePlayer(before);
      const after = await scene.store.signIn(naver('1'), 'again');
      expect(after.id).not.toBe(before);
      expect(after.name).toBe('again');
    });
  });
}
