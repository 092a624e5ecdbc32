import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../service/src/store/store.ts';
import { describeDeletion } from './contract/deletion.ts';
import { describeMatches } from './contract/matches.ts';
import { describePlayers } from './contract/players.ts';
import { Scene } from './contract/scene.ts';
import { describeSeasons } from './contract/seasons.ts';
import { describeSittings } from './contract/sittings.ts';
import { describeSuppressions } from './contract/suppressions.ts';

/** What every adapter of `Store` does. `open` gives an empty store, the second time another door to the same one. */
export function describeStore(name: string, open: () => Promise<Store>, again: () => Promise<Store>): void {
  describe(`store in ${name}`, () => {
    const scene = new Scene(again);
    beforeEach(async () => {
      scene.store = await open();
    });
    afterEach(async () => {
      await scene.store.close();
    });

    describePlayers(scene);
    describeSuppressions(scene);
    describeSittings(scene);
    describeMatches(scene);
    describeSeasons(scene);
    describeDeletion(scene);

    it('answers a ping', async () => {
      await expect(scene.store.ping()).resolves.toBeUndefined();
    });
  });
}
