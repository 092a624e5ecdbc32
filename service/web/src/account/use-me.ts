import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../../../src/protocol/account.ts';
import { requestMe } from './api.ts';

/**
 * Who sits here; `null` until it is known, and a guest to whom nothing is offered where it cannot be known, as the last
 * says.
 */
export function useMe(): [Me | null, (me: Me) => void, boolean] {
  const [me, setMe] = useState<Me | null>(null);
  const [isUnknown, setUnknown] = useState(false);
  useEffect(() => {
    requestMe().then(setMe, () => {
      setUnknown(true);
      setMe({ player: null, providers: [], offers: [] });
    });
  }, []);
  return [me, setMe, isUnknown];
}
