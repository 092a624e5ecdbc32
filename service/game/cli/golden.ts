import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMatch, freeSeats, type Header, hashOf, type Input, RULES_VERSION, step } from '../index.ts';
import { Chance } from '../random.ts';
import { ScriptedPerson } from './scripted-person.ts';

/** What one golden vector is made of; ticks after the match has ended are left out. */
const VECTORS = [
  { name: 'duel', size: 'duel', bots: 2, people: 1, countdown: 0, ticks: 1200 },
  { name: 'countdown', size: 'duel', bots: 0, people: 2, countdown: 20, ticks: 400 },
  { name: 'small', size: 'small', bots: 8, people: 6, countdown: 0, ticks: 1200 },
  { name: 'crowd', size: 'large', bots: 40, people: 24, countdown: 0, ticks: 300 },
  { name: 'huge', size: 'huge', bots: 60, people: 30, countdown: 0, ticks: 120 },
] as const;

/**
 * Writes the golden vectors of these rules into the folder given: header, the inputs of each tick, and the hash of the
 * state after it. To be run once for a version of the rules; afterwards the files only prove that nothing has changed.
 */
function main(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, size, bots, people, countdown, ticks } of VECTORS) {
    const header: Header = { code: `GOLDEN${name}`, size, bots, rules: RULES_VERSION, countdown };
    const chance = new Chance(people + ticks);
    const crowd = Array.from({ length: people }, () => {
      return new ScriptedPerson(chance.draw(1_000_000) + 1, chance.draw(30));
    });
    const lines: string[] = [];
    let state = createMatch(header);
    const begin = hashOf(state);
    while (state.ending === null && state.tick < ticks) {
      const inputs: Input[] = [];
      let { next } = state;
      for (const person of crowd) {
        const input = person.act(state, next);
        if (input === null || (input.do === 'join' && freeSeats(state) === 0)) continue;
        if (input.do === 'join') next += 1;
        inputs.push(input);
      }
      state = step(state, inputs).state;
      lines.push(`  ${JSON.stringify({ inputs, hash: hashOf(state) })}`);
    }
    const text = `{"header":${JSON.stringify(header)},"begin":${begin},"ticks":[\n${lines.join(',\n')}\n]}\n`;
    writeFileSync(join(folder, `${name}.json`), text);
  }
}

main(process.argv[2] ?? `test/service/game/golden/${RULES_VERSION}`);
