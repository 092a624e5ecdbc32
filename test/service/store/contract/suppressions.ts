import { describe, expect, it } from 'vitest';
import type { AddressDigest } from '../../../../service/src/mail/address.ts';
import type { Scene } from './scene.ts';

/** Addresses that get no mail, as every adapter of `Store` keeps them. */
export function describeSuppressions(scene: Scene): void {
  const { again } = scene;
  describe('addresses that get no mail', () => {
    it('are remembered from the first time on, whatever the reason and however often', async () => {
      const [one, other] = ['a', 'b'].map((letter) => letter.repeat(43) as AddressDigest) as [
        AddressDigest,
        AddressDigest,
      ];
      expect(await scene.store.isSuppressed(one)).toBe(false);
      await Promise.all([
        scene.store.suppress(one, 'unsubscribed'),
        scene.store.suppress(one, 'refused'),
        (await again()).suppress(one, 'unsubscribed'),
      ]);
      expect(await scene.store.isSuppressed(one)).toBe(true);
      expect(await (await again()).isSuppressed(one)).toBe(true);
      expect(await scene.store.isSuppressed(other)).toBe(false);
    });
  });
}
