import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, first that which takes longest: one that began last would keep everybody waiting alone. */
const LONGEST = [
  'test/service/chaos/chaos.test.ts',
  'test/service/rooms/determinism.test.ts',
  'test/examples/another-game.test.ts',
  'test/pipeline/image.test.ts',
  'test/browser/play.test.ts',
  'test/charts-ts/live/panels.test.ts',
  'test/browser/evening.test.ts',
  'test/service/rules-deploy.test.ts',
];

/** Runs the longest files first, and the others as they come. */
export default class Sequence extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((file) => !existsSync(file));
    if (gone.length > 0)
      throw new Error(`test/sequence.mts names files that are not there: ${gone.join(', ')}`);
    const others = (await super.sort(files)).map(({ moduleId }) => relative(process.cwd(), moduleId));
    const order = [...new Set([...LONGEST, ...others])];
    const placeOf = ({ moduleId }: TestSpecification) => order.indexOf(relative(process.cwd(), moduleId));
    return [...files].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
