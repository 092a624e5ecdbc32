import { expect, it } from 'vitest';
import { recorded } from './record.ts';

/** What a run has measured, as the README keeps it; the sequence puts this file last. */
it('says what the run has measured', () => {
  const topics = recorded();
  for (const [topic, values] of Object.entries(topics)) {
    const cells = Object.entries(values).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
    console.log(`| ${topic.padEnd(12)} | ${cells.join(' · ')} |`);
  }
  console.log(JSON.stringify(topics));
  expect(Object.keys(topics)).not.toEqual([]);
});
