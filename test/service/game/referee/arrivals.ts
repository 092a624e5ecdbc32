import { complain, type Draft, type TickCase } from './draft.ts';
import { byIncarnation } from './position.ts';

/** Ticks at the end of a match in which nobody joins. */
const CLOSED_TICKS = 300;

/** Step 1, who comes and goes: at most one input a player, leaves emptied, joins numbered. */
export function admit(t: TickCase, draft: Draft): void {
  const { line, before } = t;
  const askers = line.inputs.filter((input) => input.do !== 'join').map((input) => input.who);
  for (const who of new Set(askers)) {
    const count = line.inputs.filter((input) => input.who === who).length;
    if (count > 1)
      complain(draft, line, 'inputs', `${who} has ${count} inputs in one tick, expected at most one`);
    if (!before.bodies.has(who))
      complain(draft, line, 'inputs', `${who} has an input but is not in the match`);
  }
  leave(t, draft);
  join(t, draft);
}

function leave({ line, before, seen }: TickCase, draft: Draft): void {
  const leavers = new Set(line.inputs.filter((input) => input.do === 'leave').map((input) => input.who));
  for (const { who, bot } of before.bodies.values()) {
    const gone = !seen.bodies.has(who);
    if (leavers.has(who) && !gone)
      complain(draft, line, 'leave', `${who} leaves but is still among the players`);
    if (!leavers.has(who) && gone && !bot)
      complain(draft, line, 'leave', `${who} is gone without a leave input`);
    if (!gone && !leavers.has(who)) continue;
    draft.bodies.delete(who);
    for (let cell = 0; cell < draft.owner.length; cell++)
      if (draft.owner[cell] === who) draft.owner[cell] = 0;
  }
}

function join({ line, before, memory, seen, totalTicks }: TickCase, draft: Draft): void {
  const closed = line.tick >= totalTicks - CLOSED_TICKS;
  const newcomers = byIncarnation([...seen.bodies.values()].filter(({ who }) => !before.bodies.has(who)));
  const joins = line.inputs.filter((input) => input.do === 'join').map((input) => input.who);
  let next = memory.nextWho;
  for (const { who, bot, kills } of newcomers) {
    if (closed) complain(draft, line, 'join', `${who} joins in the last ${CLOSED_TICKS} ticks`);
    if (who !== next) complain(draft, line, 'join', `a newcomer is incarnation ${who}, expected ${next}`);
    if (!bot && !joins.includes(who)) complain(draft, line, 'join', `${who} appears without a join input`);
    if (kills !== 0) complain(draft, line, 'join', `${who} begins with ${kills} kills, expected 0`);
    next = Math.max(next, who + 1);
    draft.bodies.set(who, { who, bot, at: null, dir: null, trail: [], kills });
  }
  for (const who of joins) {
    if (before.bodies.has(who)) complain(draft, line, 'join', `${who} joins but is already in the match`);
    else if (!closed && !seen.bodies.has(who))
      complain(draft, line, 'join', `${who} joins but is not among the players`);
  }
}
