import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../../../src/protocol/account.ts';
import { requestMe } from './api.ts';

/** Who sits here; `null` until it is known, and a guest to whom nothing is offered where it cannot be known. */
export function useMe(): [Me | null, (me: Me) => void] {
  const [me, setMe] = useState<Me | null>(null);
  useEffect(() => {
    requestMe().then(setMe, () => setMe({ player: null, providers: [], offers: [] }));
  }, []);
  return [me, setMe];
}
