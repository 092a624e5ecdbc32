import type { JSX } from 'preact';
import type { Me } from '../../../src/protocol/account.ts';
import { LEADERBOARD_PATH } from '../account/page.ts';
import { useVoice } from './language-context.ts';
import { SignInLinks } from './sign-in-links.tsx';

/** On the home screen: how to sign in, and where the season stands. */
export function AccountBar({ me }: { readonly me: Me | null }): JSX.Element {
  const { t } = useVoice();
  return (
    <nav class="account-bar" aria-label={t('profile')}>
      {me !== null && me.player === null && me.providers.length > 0 && (
        <>
          <p class="quiet">{t('signInWhy')}</p>
          <SignInLinks providers={me.providers} returnTo={location.pathname} />
        </>
      )}
      <a class="plain" href={LEADERBOARD_PATH}>
        {t('leaderboard')}
      </a>
    </nav>
  );
}
