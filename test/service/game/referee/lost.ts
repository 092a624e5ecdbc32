import type { TickCase } from './draft.ts';
import { NEWCOMER } from './memory.ts';
import type { Body } from './position.ts';

/** What being without a connection does to a player in this tick. */
export function lostFate({ line, memory, read }: TickCase, body: Body): { stands: boolean; dies: boolean } {
  const { lostAt, lostAgainAt } = memory.pasts.get(body.who) ?? NEWCOMER;
  const fate = { stands: false, dies: false };
  if (lostAt === null || body.at === null) return fate;
  const anew = lostAgainAt !== null && read('lost while lost') === 'counts anew';
  const passed = line.tick - (anew ? lostAgainAt : lostAt);

  if ((passed === 20 || passed === 21) && body.dir !== null) {
    fate.stands = passed === (read('a lost player stands from') === '20 ticks after' ? 20 : 21);
  }
  if (passed >= 53 && body.trail.length > 0) {
    const deadline = passed <= 54 && read('a lost player dies') === '54 ticks after' ? 54 : 53;
    if (passed === deadline) fate.dies = true;
    if (passed > deadline) fate.dies = read('a trail begun after the lost deadline') === 'dies';
  }
  const back = line.inputs.some((input) => input.who === body.who && input.do === 'back');
  if (back && (fate.stands || fate.dies) && read('back on the very deadline') === 'comes in time') {
    return { stands: false, dies: false };
  }
  return fate;
}
