import { describe, expect, it } from 'vitest';
import { Faces } from '../../../service/src/pictures/faces.ts';
import type { RoomRecord } from '../../../service/src/rooms/room-log.ts';
import { newMatchId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';

/** A room in which two players sit, one of them with a picture. */
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
  const log = {
    find: async (code: string) => (code === 'AAAAAA' ? ({ match } as unknown as RoomRecord) : null),
  };
  return { store, log, match, player: without! };
}

describe('the faces in a room', () => {
  it('are those of the players who sit in it and have a picture', async () => {
    const faces = new Faces(await seat());
    expect(await faces.of('AAAAAA')).toEqual({ a: 'face' });
    expect(await faces.of('BBBBBB')).toBeNull();
  });

  it('are looked up once for all who ask at the same time', async () => {
    const { store, log } = await seat();
    let questions = 0;
    const counting = {
      players: (ids: Parameters<MemoryStore['players']>[0]) => store.players(ids),
      sittings: (match: Parameters<MemoryStore['sittings']>[0]) => {
        questions += 1;
        return store.sittings(match);
      },
    };
    const faces = new Faces({ log, store: counting });
    await Promise.all(Array.from({ length: 200 }, () => faces.of('AAAAAA')));
    expect(questions).toBe(1);
  });

  it("are nobody's while the store is away, and asked for again afterwards", async () => {
    const { store, log } = await seat();
    let isAway = true;
    const flaky = {
      players: (ids: Parameters<MemoryStore['players']>[0]) => store.players(ids),
      sittings: async (match: Parameters<MemoryStore['sittings']>[0]) => {
        if (isAway) throw new StoreUnavailable('away');
        return store.sittings(match);
      },
    };
    const faces = new Faces({ log, store: flaky });
    expect(await faces.of('AAAAAA')).toEqual({});
    isAway = false;
    expect(await faces.of('AAAAAA')).toEqual({ a: 'face' });
  });
});
