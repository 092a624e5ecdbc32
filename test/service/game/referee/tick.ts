import { admit } from './arrivals.ts';
import { capture } from './captures.ts';
import { cuts, headOns, movesOf, settleMoves } from './collisions.ts';
import { type Draft, die, type TickCase } from './draft.ts';
import { lostFate } from './lost.ts';
import { copyOf } from './position.ts';
import { respawn, spawnJoiners } from './spawns.ts';
import { turnHeads } from './turns.ts';

/** One tick as RULES.md has it, from the line before and this line's inputs and turns. */
export function recompute(t: TickCase): Draft {
  const draft: Draft = {
    ...copyOf(t.before),
    deaths: new Map(),
    spawns: new Map(),
    respawned: new Set(),
    credits: [],
    violations: [],
  };
  // 1 Inputs
  admit(t, draft);
  const timedOut = [...t.before.bodies.values()].filter(
    ({ who }) => draft.bodies.has(who) && lostFate(t, t.before.bodies.get(who)!).dies,
  );
  const dieFirst = timedOut.length > 0 && t.read('a lost player dies in step') === 'inputs';
  if (dieFirst) for (const { who } of timedOut) die(draft, who, 'lost');
  spawnJoiners(t, draft);
  turnHeads(t, draft);
  // 2 Moves, 3 Head-on, 4 Cuts, 5 Deaths
  const moves = movesOf(t, draft);
  const headOn = headOns(t, draft, moves);
  const cut = cuts(t, draft, moves, headOn);
  const dead = new Map<number, string>();
  if (!dieFirst) for (const { who } of timedOut) dead.set(who, 'lost');
  for (const who of cut) dead.set(who, 'cuts');
  for (const who of headOn) dead.set(who, 'head-on');
  const home = settleMoves(draft, moves, dead);
  // 6 Captures, 7 Landless
  capture(t, draft, home);
  // 8 Respawns
  respawn(t, draft);
  return draft;
}
