import { describe, expect, it } from 'vitest';
import { newPlayerId } from '../../../../service/src/store/ids.ts';
import { InvalidRecord } from '../../../../service/src/store/record.ts';
import { AUTUMN, type Scene } from './scene.ts';

/** Players, as every adapter of `Store` keeps them. */
export function describePlayers(scene: Scene): void {
  const { naver, signIn } = scene;
  describe('players', () => {
    it('makes a player at the first sign-in and finds the same one afterwards', async () => {
      const before = Date.now();
      const player = await scene.store.signIn(naver('7'), '김하늘');
      expect(player).toEqual({
        id: expect.stringMatching(/^[\w-]{16,36}$/),
        provider: 'naver',
        name: '김하늘',
        picture: null,
        createdAt: expect.any(Date),
      });
      expect(player.createdAt.getTime()).toBeGreaterThanOrEqual(before);
      expect(await scene.store.signIn(naver('7'), 'another name')).toEqual(player);
      expect(await scene.store.player(player.id)).toEqual(player);
    });

    it('takes the same subject at another provider for somebody else', async () => {
      const one = await scene.store.signIn({ provider: 'naver', subject: '7' }, 'a');
      const other = await scene.store.signIn({ provider: 'google', subject: '7' }, 'a');
      expect(other.id).not.toBe(one.id);
    });

    it('makes one player of ten sign-ins at once', async () => {
      const signIns = Array.from({ length: 10 }, () => scene.store.signIn(naver('at once'), 'x'));
      const ids = (await Promise.all(signIns)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(1);
    });

    it('changes what is given and leaves the rest', async () => {
      const { id } = await scene.store.signIn(naver('7'), 'old');
      await scene.store.replacePicture(id, 'one');
      expect(await scene.store.updatePlayer(id, { name: 'new' })).toMatchObject({
        name: 'new',
        picture: 'one',
      });
      expect(await scene.store.updatePlayer(id, {})).toEqual(await scene.store.player(id));
    });

    it('says to each who replaces a picture which one was before', async () => {
      const { id } = await scene.store.signIn(naver('7'), 'x');
      expect(await scene.store.replacePicture(id, 'one')).toEqual({ before: null });
      expect(await scene.store.replacePicture(id, 'two')).toEqual({ before: 'one' });
      const names = ['a', 'b', 'c', 'd', 'e'];
      const replaced = await Promise.all(names.map((name) => scene.store.replacePicture(id, name)));
      const last = await scene.store.replacePicture(id, null);
      const before = [...replaced, last].map((answer) => answer?.before);
      expect(before.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'two']);
      expect(await scene.store.player(id)).toMatchObject({ name: 'x', picture: null });
      await scene.store.replacePicture(id, 'three');
      expect(await scene.store.deletePlayer(id)).toMatchObject({ picture: 'three' });
    });

    it('finds those of some players that there are', async () => {
      const ids = await Promise.all(['1', '2', '3'].map(signIn));
      const found = await scene.store.players([ids[2]!, newPlayerId(), ids[0]!, ids[2]!]);
      expect(found.map(({ name }) => name).sort()).toEqual(['name of 1', 'name of 3']);
      expect(await scene.store.players([])).toEqual([]);
    });

    it('knows nobody under a strange id', async () => {
      const stranger = newPlayerId();
      expect(await scene.store.player(stranger)).toBeNull();
      expect(await scene.store.updatePlayer(stranger, { name: 'x' })).toBeNull();
      expect(await scene.store.replacePicture(stranger, 'x')).toBeNull();
      expect(await scene.store.exportPlayer(stranger)).toBeNull();
      expect(await scene.store.deletePlayer(stranger)).toBeNull();
      expect(await scene.store.history(stranger, 10)).toEqual([]);
      expect(await scene.store.leaderboardPlace(AUTUMN, stranger)).toBeNull();
    });

    it('refuses what is no player and says which field', async () => {
      await expect(scene.store.signIn(naver(''), 'x')).rejects.toThrow('subject: found ""');
      await expect(scene.store.signIn(naver('1'), '')).rejects.toThrow('name: found ""');
      await expect(scene.store.signIn(naver('1'), '가'.repeat(17))).rejects.toThrow('text of 1 to 48 bytes');
      await expect(scene.store.signIn({ provider: 'mail' as never, subject: '1' }, 'x')).rejects.toThrow(
        'provider: found "mail", expected one of naver, google',
      );
      const id = await signIn('1');
      await expect(scene.store.replacePicture(id, 'x'.repeat(256))).rejects.toThrow(InvalidRecord);
    });
  });
}
