import { opposite } from './board.ts';
import { complain, type Draft, type TickCase } from './draft.ts';
import { lostFate } from './lost.ts';
import { NEWCOMER } from './memory.ts';
import type { Body } from './position.ts';

const NAMES = ['up', 'right', 'down', 'left'];
const nameOf = (dir: number | null | undefined) =>
  dir === undefined ? 'no entry' : dir === null ? 'none' : NAMES[dir]!;

/** Holds `turned` against inputs, connections and the rule on turning back; then turns the heads by it. */
export function turnHeads(t: TickCase, draft: Draft): void {
  const { line, before, seen } = t;
  const turned = new Map(line.turned);
  if (turned.size < line.turned.length) complain(draft, line, 'turned', 'a player has more than one entry');

  for (const [who, dir] of turned) {
    const was = before.bodies.get(who);
    const joined = draft.bodies.get(who);
    if (was === undefined && joined?.bot && joined.at !== null) continue;
    if (was === undefined || was.at === null || !seen.bodies.has(who)) {
      complain(draft, line, 'turned', `${who} turns ${nameOf(dir)} but is not on the board`);
    }
  }
  for (const was of before.bodies.values()) {
    if (was.at === null || !seen.bodies.has(was.who)) continue;
    const found = turned.get(was.who);
    if (lostFate(t, was).stands) {
      if (found !== null) {
        const message = `${was.who} found ${nameOf(found)}, expected to be made to stand (none)`;
        complain(draft, line, 'lost', message);
      }
      continue;
    }
    const wish = was.bot && found !== undefined ? found : wishOf(t, was);
    if (wish === null) continue;
    const expected = wish === undefined ? undefined : effectOf(t, was, wish);
    if (found !== expected) {
      const why =
        wish === undefined ? 'no input asks for it' : `it wishes ${nameOf(wish)}, ${stateOf(t, was)}`;
      const message = `${was.who} found ${nameOf(found)}, expected ${nameOf(expected)}: ${why}`;
      complain(draft, line, 'turned', message);
    }
  }
  for (const [who, dir] of turned) {
    const body = draft.bodies.get(who);
    if (body !== undefined && body.at !== null) body.dir = dir;
  }
}

/** The direction that a turn input asks for; `null` for a turn to none, which rules neither give nor forbid. */
function wishOf({ line, memory, read }: TickCase, { who }: Body): number | null | undefined {
  const input = line.inputs.find((item) => item.who === who && item.do === 'turn');
  if (input === undefined) return undefined;
  const lost = (memory.pasts.get(who) ?? NEWCOMER).lostAt !== null;
  if (lost && read('a turn while lost') === 'is ignored') return undefined;
  return input.dir ?? null;
}

/** The change of direction that a wish makes, if any. */
function effectOf({ memory, read }: TickCase, was: Body, wish: number): number | undefined {
  const { lastMove, lastHeading, lastMoveBeforeRespawn } = memory.pasts.get(was.who) ?? NEWCOMER;
  if (was.trail.length > 0) {
    const back = opposite(wish);
    const byMove = lastMove === back;
    const byHeading = lastHeading === back;
    if (lastMove === null && lastHeading === null && lastMoveBeforeRespawn === back) {
      if (read('the last move before a respawn') === 'still counts') return undefined;
    }
    if (byMove && byHeading) return undefined;
    if (byMove && read('the last move') === 'is the last cell change') return undefined;
    if (byHeading && read('the last move') === 'is the last heading') return undefined;
  }
  if (wish === was.dir && read('a turn to the same direction') === 'is not listed') return undefined;
  return wish;
}

function stateOf({ memory }: TickCase, was: Body): string {
  const { lastMove } = memory.pasts.get(was.who) ?? NEWCOMER;
  const trail = was.trail.length > 0 ? 'a trail out' : 'no trail out';
  return `heading ${nameOf(was.dir)}, last moved ${nameOf(lastMove)}, ${trail}`;
}
