import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders and files of the cluster tests in the order in which they run: those that begin and end with nothing first. */
const ORDER = [
  'test/cluster/images/images.cluster.ts',
  'test/cluster/apply.cluster.ts',
  'test/pipeline/deploy.cluster.ts',
  'test/cluster/live/ready.cluster.ts',
  'test/cluster/live/data.cluster.ts',
  'test/cluster/live/network.cluster.ts',
  'test/cluster/live/play.cluster.ts',
  'test/cluster/live/observability.cluster.ts',
  'test/cluster/summary.cluster.ts',
];

/** Runs the files in their order; one that the list does not name comes first. */
export default class Sequence extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => ORDER.indexOf(relative(process.cwd(), moduleId));
    return [...files].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
