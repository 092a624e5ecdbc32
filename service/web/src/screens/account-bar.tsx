import type { JSX } from 'preact';
import type { Me } from '../../../src/protocol/account.ts';
import { LEADERBOARD_PATH, privacyPath } from '../account/page.ts';
import { useVoice } from './language-context.ts';
import { SignInLinks } from './sign-in-links.tsx';

/** On the home screen: how to sign in, where the season stands, and what is kept of players. */
export function AccountBar({ me }: { readonly me: Me | null }): JSX.Element {
  const { t, language } = useVoice();
  return (
    <nav class="account-bar">
      {me !== null && me.player === null && me.providers.length > 0 && (
        <>
          <p class="quiet">{t('signInWhy')}</p>
          <SignInLinks providers={me.providers} returnTo={location.pathname} />
        </>
      )}
      <p class="elsewhere">
        <a href={LEADERBOARD_PATH}>{t('leaderboard')}</a>
        <a href={privacyPath(language)}>{t('privacy')}</a>
      </p>
    </nav>
  );
}
