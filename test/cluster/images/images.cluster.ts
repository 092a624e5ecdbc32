import { expect, it } from 'vitest';
import { imageArchives } from './images.ts';
import { RECIPES } from './recipes.ts';

// Needs no cluster: `.ci/cluster` runs it alone, too, while the cluster comes up.
it('the images of the platform can be made from folders', async () => {
  expect(await imageArchives()).toHaveLength(Object.keys(RECIPES).length);
}, 600_000);
