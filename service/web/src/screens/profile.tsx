import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Me, Profile as Player } from '../../../src/protocol/account.ts';
import { MOST_NAME_LENGTH } from '../../../src/protocol/player-name.ts';
import { requestDeletion, requestName, requestSignOut } from '../account/api.ts';
import { EXPORT_PATH, PROFILE_PATH } from '../account/page.ts';
import { useMe } from '../account/use-me.ts';
import type { TextKey } from '../i18n/language.ts';
import { RequestFailed } from '../lobby/api.ts';
import { rememberName } from '../lobby/memory.ts';
import { Deletion } from './deletion.tsx';
import { History } from './history.tsx';
import { useVoice } from './language-context.ts';
import { PictureChooser } from './picture-chooser.tsx';
import { Sheet } from './sheet.tsx';
import { SignInLinks } from './sign-in-links.tsx';

/** A player's own page. */
export function Profile(): JSX.Element {
  const { t } = useVoice();
  const [me, setMe, isUnknown] = useMe();
  if (me === null)
    return (
      <Sheet title={t('profile')}>
        <p role="status">{t('loading')}</p>
      </Sheet>
    );
  if (isUnknown)
    return (
      <Sheet title={t('profile')}>
        <p role="alert">{t('troubleAccount')}</p>
        <p class="row">
          <a class="button primary" href={PROFILE_PATH}>
            {t('tryAgain')}
          </a>
        </p>
      </Sheet>
    );
  if (me.player === null && me.providers.length === 0)
    return (
      <Sheet title={t('signInNowhere')}>
        <p>{t('signInNowhereText')}</p>
      </Sheet>
    );
  if (me.player === null)
    return (
      <Sheet title={t('signInNeeded')}>
        <p>{t('signInWhy')}</p>
        <SignInLinks providers={me.providers} returnTo={PROFILE_PATH} />
      </Sheet>
    );
  return (
    <Sheet title={t('profile')}>
      {me.offers.includes('pictures') && (
        <PictureChooser
          player={me.player}
          changed={(picture) => me.player !== null && setMe({ ...me, player: { ...me.player, picture } })}
        />
      )}
      <Name player={me.player} changed={setMe} />
      <History />
      <YourData player={me.player} />
    </Sheet>
  );
}

function Name({
  player,
  changed,
}: {
  readonly player: Player;
  readonly changed: (me: Me) => void;
}): JSX.Element {
  const { t } = useVoice();
  const [name, setName] = useState(player.name);
  const [said, setSaid] = useState<TextKey | null>(null);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const trimmed = name.normalize('NFC').trim();
    if (trimmed === '') {
      setSaid('troubleName');
      return;
    }
    try {
      changed(await requestName(trimmed));
      rememberName(trimmed);
      setSaid('saved');
    } catch (error) {
      const isRefused = error instanceof RequestFailed && error.refusal === 'invalid';
      setSaid(isRefused ? 'troubleName' : 'troubleAccount');
    }
  };
  return (
    <form class="name-form" onSubmit={save} noValidate>
      <label class="field">
        <span>{t('playName')}</span>
        <input
          name="name"
          value={name}
          maxLength={MOST_NAME_LENGTH}
          autocomplete="nickname"
          spellcheck={false}
          onInput={(event) => {
            setName(event.currentTarget.value);
            setSaid(null);
          }}
        />
      </label>
      <button type="submit" class="primary">
        {t('save')}
      </button>
      <p class="said" role="status">
        {said === null ? '' : t(said)}
      </p>
    </form>
  );
}

function YourData({ player }: { readonly player: Player }): JSX.Element {
  const { t } = useVoice();
  const [isDeleting, setDeleting] = useState(false);
  const [isFailed, setFailed] = useState(false);
  const leave = async (request: () => Promise<null>): Promise<void> => {
    try {
      await request();
      rememberName('');
      location.assign('/');
    } catch {
      setDeleting(false);
      setFailed(true);
    }
  };
  return (
    <section aria-labelledby="your-data">
      <h2 id="your-data">{t('yourData')}</h2>
      <p class="quiet">{t(player.provider === 'naver' ? 'signedInNaver' : 'signedInGoogle')}</p>
      <div class="actions">
        <a class="button" href={EXPORT_PATH} download>
          {t('exportData')}
        </a>
        <button type="button" onClick={() => void leave(requestSignOut)}>
          {t('signOut')}
        </button>
        <button type="button" class="danger" onClick={() => setDeleting(true)}>
          {t('deleteAccount')}
        </button>
      </div>
      {isFailed && <p role="alert">{t('troubleAccount')}</p>}
      {isDeleting && (
        <Deletion close={() => setDeleting(false)} confirm={() => void leave(requestDeletion)} />
      )}
    </section>
  );
}
