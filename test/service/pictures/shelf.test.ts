import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shelf } from '../../../service/src/pictures/shelf.ts';

/** Files by their names, and which of them were fetched. */
function files() {
  const fetched: string[] = [];
  const shelf = new Shelf();
  const get = (name: string) =>
    shelf.get(name, async () => {
      fetched.push(name);
      return name === 'none' ? null : { bytes: new TextEncoder().encode(name), type: 'image/webp' };
    });
  return { shelf, fetched, get };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('pictures at hand', () => {
  it('are fetched once in five minutes: one that was taken away elsewhere is not shown for longer', async () => {
    const { fetched, get } = files();
    await get('a');
    vi.advanceTimersByTime(5 * 60_000 - 1);
    expect(await get('a')).toMatchObject({ type: 'image/webp' });
    expect(fetched).toEqual(['a']);
    vi.advanceTimersByTime(1);
    await get('a');
    expect(fetched).toEqual(['a', 'a']);
  });

  it('are fetched once for all who ask at the same time, while a slow bucket is looked into', async () => {
    const { fetched, get } = files();
    const all = await Promise.all(Array.from({ length: 200 }, () => get('a')));
    expect(new Set(all.map((upload) => upload?.bytes.length))).toEqual(new Set([1]));
    expect(fetched).toEqual(['a']);
  });

  it('fail for all who wait, and are looked for again', async () => {
    const { shelf, get } = files();
    const fail = () => shelf.get('a', () => Promise.reject(new Error('away')));
    const failures = await Promise.allSettled([fail(), fail()]);
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await get('a')).toMatchObject({ type: 'image/webp' });
  });

  it('do not come back by somebody who began to fetch one before it was taken away', async () => {
    const { shelf, fetched, get } = files();
    const early = get('a');
    shelf.remove('a');
    await early;
    await get('a');
    expect(fetched).toEqual(['a', 'a']);
  });

  it('are looked for again where there was none, or it was taken away', async () => {
    const { shelf, fetched, get } = files();
    expect(await get('none')).toBeNull();
    expect(await get('none')).toBeNull();
    await get('a');
    shelf.remove('a');
    await get('a');
    expect(fetched).toEqual(['none', 'none', 'a', 'a']);
  });

  it('are five hundred: the one that has been there longest makes room', async () => {
    const { fetched, get } = files();
    for (let at = 0; at < 501; at += 1) await get(`${at}`);
    await get('1');
    expect(fetched).toHaveLength(501);
    await get('0');
    expect(fetched).toHaveLength(502);
  });
});
