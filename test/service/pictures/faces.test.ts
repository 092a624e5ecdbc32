import { describe, expect, it } from 'vitest';
import { Faces } from '../../../service/src/pictures/faces.ts';
import { newMatchId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';

/** A match in which two players sit, one of them with a picture. */
async function seat() {
  const store = new MemoryStore();
  const match = newMatchId();
  const [withPicture, without, away] = await Promise.all(
    ['1', '2', '3'].map((subject) => store.signIn({ provider: 'google', subject }, 'x')),
  );
  const from = new Date();
  await store.replacePicture(withPicture!.id, 'face');
  await store.replacePicture(away!.id, 'elsewhere');
  await store.recordSitting({ match, person: 'a', player: withPicture!.id, from, until: null });
  await store.recordSitting({ match, person: 'b', player: without!.id, from, until: null });
  await store.recordSitting({ match: newMatchId(), person: 'c', player: away!.id, from, until: null });
  return { store, match };
}

describe('the faces in a match', () => {
  it('are those of the players who sit in it and have a picture', async () => {
    const { store, match } = await seat();
    const faces = new Faces(store);
    expect(await faces.of(match)).toEqual({ a: 'face' });
    expect(await faces.of(newMatchId())).toEqual({});
  });

  it('are looked up once for all who ask at the same time', async () => {
    const { store, match } = await seat();
    let questions = 0;
    const counting = {
      players: (ids: Parameters<MemoryStore['players']>[0]) => store.players(ids),
      sittings: (match: Parameters<MemoryStore['sittings']>[0]) => {
        questions += 1;
        return store.sittings(match);
      },
    };
    const faces = new Faces(counting);
    await Promise.all(Array.from({ length: 200 }, () => faces.of(match)));
    expect(questions).toBe(1);
  });

  it("are nobody's while the store is away, and asked for again afterwards", async () => {
    const { store, match } = await seat();
    let isAway = true;
    const flaky = {
      players: (ids: Parameters<MemoryStore['players']>[0]) => store.players(ids),
      sittings: async (match: Parameters<MemoryStore['sittings']>[0]) => {
        if (isAway) throw new StoreUnavailable('away');
        return store.sittings(match);
      },
    };
    const faces = new Faces(flaky);
    expect(await faces.of(match)).toEqual({});
    isAway = false;
    expect(await faces.of(match)).toEqual({ a: 'face' });
  });
});
