import type { JSX } from 'preact';
import type { AccountPage } from '../account/page.ts';
import '../styles/account.css';
import { Leaderboard } from './leaderboard.tsx';
import { Profile } from './profile.tsx';
import { SignInTrouble } from './sign-in-trouble.tsx';

/** The pages beside the game; they come in when one of them is opened. */
export function Account({ page }: { readonly page: AccountPage }): JSX.Element {
  if (page.is === 'profile') return <Profile />;
  if (page.is === 'leaderboard') return <Leaderboard />;
  return <SignInTrouble trouble={page.trouble} retry={page.retry} />;
}
