import type { JSX } from 'preact';
import type { Profile } from '../../../src/protocol/account.ts';
import { PROFILE_PATH } from '../account/page.ts';
import { useVoice } from './language-context.ts';
import { Portrait } from './portrait.tsx';

/** Who plays here under the name of an account, in the place of a name to type; leads to the profile. */
export function PlayerLink({ player }: { readonly player: Profile }): JSX.Element {
  const { t } = useVoice();
  return (
    <a class="player-link" href={PROFILE_PATH}>
      <Portrait name={player.name} picture={player.picture} />
      <strong class="name">{player.name}</strong>
      <span>{t('profile')}</span>
    </a>
  );
}
