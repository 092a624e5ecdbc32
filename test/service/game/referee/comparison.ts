import { spot } from './board.ts';
import { complain, type Draft, type TickCase } from './draft.ts';

/** Holds the recomputed tick against the line. */
export function compare(t: TickCase, draft: Draft): void {
  comparePlayers(t, draft);
  compareLand(t, draft);
}

function comparePlayers({ board, before, line, seen }: TickCase, draft: Draft): void {
  const say = (rule: string, message: string) => complain(draft, line, rule, message);
  for (const [who, expected] of draft.bodies) {
    const found = seen.bodies.get(who);
    if (found === undefined) continue;
    const was = before.bodies.get(who);
    if (was !== undefined && was.bot !== found.bot)
      say('join', `${who} found bot ${found.bot}, expected ${was.bot}`);
    if (found.kills !== expected.kills) {
      const credits = draft.credits.length > 0 ? draft.credits.join(', ') : 'none';
      say(
        'credit',
        `${who} found ${found.kills} kills, expected ${expected.kills} (credited now: ${credits})`,
      );
    }
    if (found.at !== expected.at) {
      say(
        placeRule(draft, who, found.at),
        `${who} found ${spot(board, found.at)}, expected ${spot(board, expected.at)}`,
      );
      // With the head elsewhere its direction and trail differ of themselves.
      continue;
    }
    if (found.dir !== expected.dir) {
      say('turned', `${who} found direction ${found.dir}, expected ${expected.dir}`);
    }
    const missing = expected.trail.filter((cell) => !found.trail.includes(cell));
    const surplus = found.trail.filter((cell) => !expected.trail.includes(cell));
    if (missing.length + surplus.length > 0) {
      const cells = (list: number[]) => list.map((cell) => spot(board, cell)).join(' ') || 'none';
      say('trails', `${who}'s trail lacks ${cells(missing)} and has ${cells(surplus)} too many`);
    }
  }
}

function placeRule(draft: Draft, who: number, foundAt: number | null): string {
  const death = draft.deaths.get(who);
  if (death !== undefined) return death.rule;
  if (draft.spawns.has(who)) return 'spawn';
  if (draft.respawned.has(who) || draft.bodies.get(who)?.at === null) return 'respawns';
  return foundAt === null ? 'deaths' : 'moves';
}

function compareLand({ board, line, before, seen }: TickCase, draft: Draft): void {
  const wrong = new Map<string, number[]>();
  const gone = (who: number) => before.bodies.has(who) && !seen.bodies.has(who);
  for (let cell = 0; cell < draft.owner.length; cell++) {
    const found = seen.owner[cell]!;
    const expected = draft.owner[cell]!;
    if (found === expected) continue;
    let rule = 'captures';
    if (gone(before.owner[cell]!)) rule = 'leave';
    else if (draft.spawns.has(found) || draft.spawns.has(expected)) rule = 'spawn';
    wrong.set(rule, [...(wrong.get(rule) ?? []), cell]);
  }
  for (const [rule, cells] of wrong) {
    const shown = cells
      .slice(0, 4)
      .map((cell) => `${spot(board, cell)} found ${seen.owner[cell]}, expected ${draft.owner[cell]}`);
    complain(draft, line, rule, `${cells.length} cells have the wrong owner: ${shown.join('; ')}`);
  }
}
