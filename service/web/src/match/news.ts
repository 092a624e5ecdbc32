import type { Death, Frame } from '../worker/messages.ts';

/** A line of the feed. */
export interface News {
  readonly tick: number;
  readonly death: Death;
}

/** Most lines, and the ticks for which each is read. */
const MOST_LINES = 4;
const READ_TICKS = 32;

/** The feed after a frame: newest last. Lines about this page's player or about people push robots' out first. */
export function newsAfter(news: readonly News[], frame: Frame): readonly News[] {
  const kept = news.filter(({ tick }) => tick <= frame.tick && frame.tick - tick < READ_TICKS);
  const fresh = frame.deaths
    .filter((death, at) => !isToldAlready(death, frame.deaths.slice(0, at)))
    .map((death): News => ({ tick: frame.tick, death }));
  if (fresh.length === 0 && kept.length === news.length) return news;
  const people = new Set(frame.heads.filter((head) => !head.bot).map((head) => head.who));
  const lines = [...kept, ...fresh];
  while (lines.length > MOST_LINES) {
    const robots = lines.findIndex(({ death }) => !people.has(death.who) && !people.has(death.by));
    lines.splice(Math.max(0, robots), 1);
  }
  return lines;
}

/** Of two who ran into each other one line tells enough. */
function isToldAlready({ who, by, how }: Death, earlier: readonly Death[]): boolean {
  return how === 'head-on' && earlier.some((death) => death.who === by && death.by === who);
}
