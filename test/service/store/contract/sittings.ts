import { describe, expect, it } from 'vitest';
import { newMatchId } from '../../../../service/src/store/ids.ts';
import { playMatch } from '../finished.ts';
import type { Scene } from './scene.ts';

/** Sittings, as every adapter of `Store` keeps them. */
export function describeSittings(scene: Scene): void {
  const { signIn } = scene;
  describe('sittings', () => {
    it('adds reports of one sitting up, in any order', async () => {
      const match = newMatchId();
      const player = await signIn('1');
      const at = (second: number): Date => new Date(Date.UTC(2026, 10, 20, 12, 0, second));
      const sitting = { match, person: 'p', player };
      const reports = [
        { ...sitting, from: at(5), until: at(9) },
        { ...sitting, from: at(1), until: null },
        { ...sitting, from: at(1), until: null },
        { ...sitting, from: at(7), until: at(8) },
      ];
      const merged = [{ ...sitting, from: at(1), until: at(9) }];
      for (const report of reports) await scene.store.recordSitting(report);
      expect(await scene.store.sittings(match)).toEqual(merged);
      await Promise.all(reports.map((report) => scene.store.recordSitting(report)));
      expect(await scene.store.sittings(match)).toEqual(merged);
    });

    it('counts one that is noted after its match was stored, and once', async () => {
      const late = await signIn('1');
      const match = playMatch({
        people: [
          { person: 'p', name: 'Ana', player: null },
          { person: 'q', name: 'Bo', player: null },
        ],
      });
      await scene.store.saveMatch(match);
      const sitting = { match: match.id, person: 'q', player: late, from: new Date(0), until: null };
      await scene.store.recordSitting(sitting);
      await Promise.all([sitting, sitting].map((report) => scene.store.recordSitting(report)));
      expect(await scene.store.saveMatch(match)).toBe('known');
      const { place, score, who } = match.standings.find(({ person }) => person === 'q')!;
      expect(await scene.store.history(late, 9)).toMatchObject([
        { match: match.id, who, place, score, of: 2 },
      ]);
      const kept = (await scene.store.match(match.id))!.standings;
      expect(kept.map(({ person, player }) => [person, player]).sort()).toEqual([
        ['p', null],
        ['q', late],
      ]);
      await scene.store.deletePlayer(late);
      await scene.store.recordSitting(sitting);
      expect(JSON.stringify((await scene.store.match(match.id))!.standings)).not.toContain(late);
      expect(await scene.store.sittings(match.id)).toEqual([]);
    });

    it('gives those of one match by person', async () => {
      const [match, other] = [newMatchId(), newMatchId()];
      const player = await signIn('1');
      const from = new Date('2026-11-20T12:00:00Z');
      for (const person of ['c', 'a', 'b'])
        await scene.store.recordSitting({ match, person, player, from, until: null });
      await scene.store.recordSitting({ match: other, person: 'd', player, from, until: null });
      expect((await scene.store.sittings(match)).map(({ person }) => person)).toEqual(['a', 'b', 'c']);
      expect(await scene.store.sittings(newMatchId())).toEqual([]);
    });

    it('refuses one that ends before it begins', async () => {
      const from = new Date('2026-11-20T12:00:00Z');
      const sitting = { match: newMatchId(), person: 'p', player: await signIn('1'), from };
      await expect(scene.store.recordSitting({ ...sitting, until: new Date(0) })).rejects.toThrow(
        'until: found',
      );
    });
  });
}
