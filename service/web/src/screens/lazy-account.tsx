import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AccountPage } from '../account/page.ts';
import { useVoice } from './language-context.ts';

type Screen = (props: { readonly page: AccountPage }) => JSX.Element;

/** Brings the pages beside the game in, which most visits never open. */
export function LazyAccount({ page }: { readonly page: AccountPage }): JSX.Element {
  const { t } = useVoice();
  const [loaded, setLoaded] = useState<{ readonly Screen: Screen } | 'failed' | null>(null);
  useEffect(() => {
    import('./account.tsx').then(
      ({ Account }) => setLoaded({ Screen: Account }),
      () => setLoaded('failed'),
    );
  }, []);
  if (loaded === null) return <main aria-busy="true" aria-label={t('loading')} />;
  if (loaded === 'failed')
    return (
      <main class="page home">
        <div class="card">
          <p role="alert">{t('troubleOffline')}</p>
          <a class="button primary" href={location.href}>
            {t('tryAgain')}
          </a>
        </div>
      </main>
    );
  return <loaded.Screen page={page} />;
}
