import { describe, expect, it } from 'vitest';
import { type News, newsAfter } from '../../../../service/web/src/match/news.ts';
import type { Frame } from '../../../../service/web/src/worker/messages.ts';

/** A frame in which some die; people are 1 and 2. */
function frame(tick: number, ...whos: number[]): Frame {
  const head = (who: number) => ({ who, bot: who > 2, at: 0, heading: 4, trail: 0, respawn: 0, lost: false });
  return {
    tick,
    me: 1,
    heads: [1, 2, 3, 4, 5, 6, 7].map(head),
    trails: new Int32Array(),
    changes: new Int32Array(),
    deaths: whos.map((who) => ({ who, at: 0, how: 'cut', by: 7, credited: true })),
    standings: [],
    names: null,
    countdown: 0,
    left: 100,
    ending: null,
    wanted: null,
    press: 0,
  };
}

const who = (news: readonly News[]): number[] => news.map(({ death }) => death.who);

describe('the feed', () => {
  it('keeps the last four lines, newest last', () => {
    const news = [3, 4, 5, 6, 7].reduce<readonly News[]>(
      (lines, dead) => newsAfter(lines, frame(10, dead)),
      [],
    );
    expect(who(news)).toEqual([4, 5, 6, 7]);
  });

  it('drops robots’ lines before people’s', () => {
    expect(who(newsAfter(newsAfter([], frame(10, 1, 3, 4, 2)), frame(11, 5)))).toEqual([1, 4, 2, 5]);
  });

  it('tells once of two who ran into each other', () => {
    const met = (one: number, other: number) =>
      ({ who: one, at: 0, how: 'head-on', by: other, credited: false }) as const;
    const deaths = [met(3, 4), met(4, 3), met(5, 3)];
    expect(who(newsAfter([], { ...frame(10), deaths }))).toEqual([3, 5]);
  });

  it('takes back what was told after a moment that is shown again', () => {
    expect(who(newsAfter(newsAfter([], frame(30, 3)), frame(20)))).toEqual([]);
  });

  it('forgets a line after it could be read', () => {
    const news = newsAfter([], frame(10, 1));
    expect(who(newsAfter(news, frame(41)))).toEqual([1]);
    expect(newsAfter(news, frame(42))).toEqual([]);
  });

  it('is the same object while nothing happens', () => {
    const news = newsAfter([], frame(10, 1));
    expect(newsAfter(news, frame(11))).toBe(news);
  });
});
