import { describe, expect, it } from 'vitest';
import { Limiter } from '../../../service/src/limits/limiter.ts';
import { Meter } from '../../../service/src/meter.ts';
import { acceptAll, type Moderator } from '../../../service/src/pictures/moderator.ts';
import { PICTURE_TYPES, type PictureType } from '../../../service/src/pictures/picture-type.ts';
import { Pictures } from '../../../service/src/pictures/pictures.ts';
import { newPlayerId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import type { Player } from '../../../service/src/store/player.ts';
import { LocalUploads } from '../../../service/src/uploads/local-uploads.ts';
import type { IncomingKey, KeptKey } from '../../../service/src/uploads/uploads.ts';
import { exposed } from '../exposed.ts';
import { photo, SVG } from './files.ts';

/** A player, and pictures whose objects can be listed. */
async function open({ moderator = acceptAll }: { readonly moderator?: Moderator } = {}) {
  const keys = new Set<string>();
  class Listed extends LocalUploads {
    override async keep(key: KeptKey, upload: Parameters<LocalUploads['keep']>[1]): Promise<void> {
      await super.keep(key, upload);
      keys.add(key);
    }
    override async remove(key: IncomingKey | KeptKey): Promise<void> {
      await super.remove(key);
      keys.delete(key);
    }
  }
  const uploads = new Listed();
  const store = new MemoryStore();
  const meter = new Meter();
  const pictures = new Pictures({ uploads, store, limiter: new Limiter([]), moderator, meter });
  const signIn = (subject: string): Promise<Player> => store.signIn({ provider: 'naver', subject }, 'x');
  const player = await signIn('1');
  /** Posts a file as a browser does; gives its key. */
  const post = async (
    file: Uint8Array,
    { type = 'image/png' as PictureType, of = player } = {},
  ): Promise<IncomingKey> => {
    const { key, form } = (await pictures.form(of.id, type))!;
    const sent = new FormData();
    for (const [name, value] of Object.entries(form.fields)) sent.append(name, value);
    sent.append('file', new Blob([new Uint8Array(file)]));
    expect(await uploads.receive(sent)).toBe('stored');
    keys.add(key);
    return key;
  };
  const pictureOf = async ({ id }: Player = player): Promise<string | null | undefined> =>
    (await store.player(id))?.picture;
  const counted = async (outcome: string): Promise<number | undefined> =>
    (await exposed(meter)).get(`playcode_pictures_total{outcome="${outcome}"}`);
  return { uploads, store, pictures, player, signIn, post, pictureOf, counted, keys };
}

const PNG = await photo('png');

describe('the picture of a player', () => {
  it('is what was posted, made anew in two sizes, under a name that nobody can guess', async () => {
    const { pictures, player, post, pictureOf, keys, counted } = await open();
    const taking = await pictures.take(player.id, await post(PNG));
    expect(taking).toEqual({ outcome: 'kept', picture: expect.stringMatching(/^[\w-]{43}$/) });
    const picture = await pictureOf();
    expect(taking).toMatchObject({ picture });
    expect([...keys].sort()).toEqual([`pictures/${picture}-small.webp`, `pictures/${picture}.webp`]);
    const [large, small] = [
      await pictures.find(`${picture}.webp`),
      await pictures.find(`${picture}-small.webp`),
    ];
    expect([large?.type, small?.type]).toEqual(['image/webp', 'image/webp']);
    expect(large!.bytes.length).toBeGreaterThan(small!.bytes.length);
    expect(await counted('kept')).toBe(1);
  });

  it('has another name for each player and upload, also where the file is the same', async () => {
    const { pictures, player, signIn, post, pictureOf } = await open();
    const other = await signIn('2');
    await pictures.take(player.id, await post(PNG));
    await pictures.take(other.id, await post(PNG, { of: other }));
    const [one, two] = [await pictureOf(player), await pictureOf(other)];
    await pictures.take(player.id, await post(PNG));
    expect(new Set([one, two, await pictureOf(player)]).size).toBe(3);
    // So that taking one's own away leaves the other's.
    await pictures.drop(player.id);
    expect(await pictures.find(`${two}.webp`)).not.toBeNull();
  });

  it('goes when another comes, and with the account', async () => {
    const { pictures, store, player, post, pictureOf, keys } = await open();
    await pictures.take(player.id, await post(PNG));
    const first = await pictureOf();
    await pictures.take(player.id, await post(await photo('webp'), { type: 'image/webp' }));
    expect(await pictures.find(`${first}.webp`)).toBeNull();
    expect(await pictures.find(`${first}-small.webp`)).toBeNull();
    expect(keys.size).toBe(2);
    const gone = await store.deletePlayer(player.id);
    await pictures.remove(gone!.picture);
    expect(keys.size).toBe(0);
  });

  it('can be taken away', async () => {
    const { pictures, player, post, pictureOf, keys } = await open();
    await pictures.take(player.id, await post(PNG));
    await pictures.drop(player.id);
    await pictures.drop(player.id);
    await pictures.drop(newPlayerId());
    expect(await pictureOf()).toBeNull();
    expect(keys.size).toBe(0);
  });
});

describe('a notice of an upload', () => {
  it('does nothing the second time', async () => {
    const { pictures, player, post, pictureOf, counted } = await open();
    const key = await post(PNG);
    await pictures.take(player.id, key);
    const picture = await pictureOf();
    expect(await pictures.take(player.id, key)).toEqual({ outcome: 'missing' });
    expect(await pictureOf()).toBe(picture);
    expect(await pictures.find(`${picture}.webp`)).not.toBeNull();
    expect(await counted('missing')).toBe(1);
  });

  it('is one picture where two come at once, also to two processes', async () => {
    const { pictures, uploads, store, player, post, pictureOf, keys } = await open();
    const elsewhere = new Pictures({
      uploads,
      store,
      limiter: new Limiter([]),
      moderator: acceptAll,
      meter: new Meter(),
    });
    const key = await post(PNG);
    await Promise.all([pictures.take(player.id, key), elsewhere.take(player.id, key)]);
    const picture = await pictureOf();
    expect([...keys].sort()).toEqual([`pictures/${picture}-small.webp`, `pictures/${picture}.webp`]);
  });

  it('leaves the last of many that come at once, and nothing of the others', async () => {
    const { pictures, player, post, pictureOf, keys } = await open();
    const posted = await Promise.all(Array.from({ length: 5 }, () => post(PNG)));
    await Promise.all(posted.map((key) => pictures.take(player.id, key)));
    const picture = await pictureOf();
    expect([...keys].sort()).toEqual([`pictures/${picture}-small.webp`, `pictures/${picture}.webp`]);
  });

  it('is not believed of another player’s upload, nor of a key that was made up', async () => {
    const { pictures, player, signIn, post, pictureOf } = await open();
    const other = await signIn('2');
    await pictures.take(player.id, await post(PNG));
    const picture = await pictureOf();
    const key = await post(PNG);
    const made = [
      key,
      `pictures/${picture}.webp`,
      '../x',
      `incoming/${other.id}/../${player.id}/${key.slice(-22)}`,
    ];
    for (const each of made)
      expect(await pictures.take(other.id, each), each).toEqual({ outcome: 'missing' });
    expect(await pictureOf(other)).toBeNull();
    expect(await pictures.find(`${picture}.webp`)).not.toBeNull();
  });

  it('leaves nothing of somebody who deletes the account meanwhile', async () => {
    const judging: (() => void)[] = [];
    const moderator: Moderator = {
      judge: () => new Promise((resolve) => judging.push(() => resolve('accepted'))),
    };
    const { pictures, store, player, post, keys } = await open({ moderator });
    const key = await post(PNG);
    const taking = pictures.take(player.id, key);
    while (judging.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await store.deletePlayer(player.id);
    judging[0]!();
    expect(await taking).toEqual({ outcome: 'missing' });
    expect(keys.size).toBe(0);
  });

  it('is preceded by a form, of which there are twenty an hour', async () => {
    const { pictures, player, signIn } = await open();
    for (let form = 0; form < 20; form += 1)
      expect(await pictures.form(player.id, 'image/png')).not.toBeNull();
    expect(await pictures.form(player.id, 'image/png')).toBeNull();
    expect(await pictures.form((await signIn('2')).id, 'image/png')).not.toBeNull();
  });

  it('is put off where too many wait', async () => {
    const { pictures, player, post, counted } = await open();
    const posted = await Promise.all(Array.from({ length: 12 }, () => post(PNG)));
    const takings = await Promise.all(posted.map((key) => pictures.take(player.id, key)));
    expect(takings.filter(({ outcome }) => outcome === 'busy')).toHaveLength(4);
    expect(await counted('busy')).toBe(4);
    // Nothing is lost: the same notice is good later.
    expect(await pictures.take(player.id, posted[11]!)).toMatchObject({ outcome: 'kept' });
  });
});

describe('what is no picture', () => {
  it.each<[string, Uint8Array, PictureType]>([
    ['a drawing with a script', SVG, 'image/png'],
    ['a picture of another type than was said', PNG, 'image/webp'],
    ['half a picture', PNG.subarray(0, 900), 'image/png'],
  ])('%s: is thrown away, and the picture before stays', async (_, file, type) => {
    const { pictures, player, post, pictureOf, keys, counted } = await open();
    await pictures.take(player.id, await post(PNG));
    const picture = await pictureOf();
    const key = await post(file, { type });
    expect(await pictures.take(player.id, key)).toEqual({ outcome: 'no-picture' });
    expect(await pictureOf()).toBe(picture);
    expect(keys.has(key)).toBe(false);
    expect(await counted('no-picture')).toBe(1);
  });

  it('is never shown, nor is a picture before it was made anew', async () => {
    const { pictures, post } = await open();
    const key = await post(PNG);
    for (const name of [key, `../${key}`, key.slice('incoming/'.length), `${key.slice(-22)}.webp`])
      expect(await pictures.find(name), name).toBeNull();
  });
});

describe('the moderator', () => {
  it('sees what would be shown, and what it refuses is thrown away', async () => {
    const seen: [number, string][] = [];
    const moderator: Moderator = {
      judge: async ({ large }, player) => {
        seen.push([large.length, player]);
        return 'refused';
      },
    };
    const { pictures, player, post, pictureOf, keys, counted } = await open({ moderator });
    expect(await pictures.take(player.id, await post(PNG))).toEqual({ outcome: 'refused' });
    expect(seen).toEqual([[expect.any(Number), player.id]]);
    expect(await pictureOf()).toBeNull();
    expect(keys.size).toBe(0);
    expect(await counted('refused')).toBe(1);
  });

  it('that breaks down keeps the upload for another try', async () => {
    let isDown = true;
    const moderator: Moderator = {
      judge: async () => {
        if (isDown) throw new Error('moderation is down');
        return 'accepted';
      },
    };
    const { pictures, player, post } = await open({ moderator });
    const key = await post(PNG);
    await expect(pictures.take(player.id, key)).rejects.toThrow('moderation is down');
    isDown = false;
    expect(await pictures.take(player.id, key)).toMatchObject({ outcome: 'kept' });
  });
});

it('every type that is taken can be made', async () => {
  const { pictures, player, post } = await open();
  for (const type of PICTURE_TYPES) {
    const key = await post(await photo(type.slice('image/'.length) as 'jpeg' | 'png' | 'webp'), { type });
    expect(await pictures.take(player.id, key), type).toMatchObject({ outcome: 'kept' });
  }
});
