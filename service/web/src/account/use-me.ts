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
    const ask = (): void => {
      requestMe().then(
        (answer) => {
          setUnknown(false);
          setMe(answer);
        },
        () => {
          setUnknown(true);
          setMe({ player: null, providers: [], offers: [] });
        },
      );
    };
    // A way back shows the page as it was left: somebody may have signed in or out since.
    const onShow = ({ persisted }: PageTransitionEvent): void => {
      if (!persisted) return;
      setMe(null);
      ask();
    };
    ask();
    addEventListener('pageshow', onShow);
    return () => removeEventListener('pageshow', onShow);
  }, []);
  return [me, setMe, isUnknown];
}
