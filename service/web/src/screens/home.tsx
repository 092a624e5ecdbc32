import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { MOST_NAME_LENGTH } from '../../../src/protocol/player-name.ts';
import { useMe } from '../account/use-me.ts';
import type { TextKey } from '../i18n/language.ts';
import { rememberedName, rememberName } from '../lobby/memory.ts';
import { codeIn, shownCode } from '../lobby/typed.ts';
import type { Errand, Offer } from '../match/errand.ts';
import { AccountBar } from './account-bar.tsx';
import { Wordmark } from './icons.tsx';
import { useVoice } from './language-context.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { NewRoom } from './new-room.tsx';
import { PlayerLink } from './player-link.tsx';

/** What the home screen shows and does. */
export interface HomeProps {
  readonly offer: Offer | null;
  readonly busy: boolean;
  readonly trouble: TextKey | null;
  readonly enter: (errand: Errand, name: string) => void;
  readonly complain: (trouble: TextKey) => void;
}

/** A name, and three ways in: at once, by a code, or with a room of one's own. */
export function Home({ offer, busy, trouble, enter, complain }: HomeProps): JSX.Element {
  const { t } = useVoice();
  const [name, setName] = useState(rememberedName);
  const offered = offer?.to === 'join' ? offer.code : null;
  const [code, setCode] = useState(offered ?? '');
  const [isChoosing, setChoosing] = useState(false);
  const [me] = useMe();
  const player = me?.player ?? null;
  const nameField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (offered !== null) setCode(offered);
  }, [offered]);

  const trimmed = player?.name ?? name.normalize('NFC').trim();
  const asNamed = (act: () => void): void => {
    if (trimmed !== '') {
      act();
      return;
    }
    complain('troubleName');
    nameField.current?.focus();
  };
  const go = (errand: Errand): void =>
    asNamed(() => {
      rememberName(trimmed);
      enter(errand, trimmed);
    });
  const join = (): void => {
    const typed = codeIn(code);
    if (typed === null) {
      complain('troubleCode');
      codeField.current?.focus();
    } else go({ to: 'join', code: typed });
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (codeIn(code) !== null) join();
    else go(offer?.to === 'rematch' ? offer : { to: 'play' });
  };

  const typed = codeIn(code);
  // Whoever has signed in has a name, also where one was missed.
  const said = player !== null && trouble === 'troubleName' ? null : trouble;
  const isBound = typed !== null || offer?.to === 'rematch';
  const isTurnedAway = isBound && said !== null && said !== 'troubleName';
  return (
    <main class="page home">
      <form class="card" onSubmit={submit} noValidate>
        <Wordmark tagline={t('tagline')} />
        <p class="pitch">{t('pitch')}</p>
        {player !== null ? (
          <PlayerLink player={player} />
        ) : (
          <label class="field">
            <span>{t('name')}</span>
            <input
              ref={nameField}
              name="name"
              value={name}
              maxLength={MOST_NAME_LENGTH}
              placeholder={t('namePlaceholder')}
              autocomplete="nickname"
              enterkeyhint="go"
              spellcheck={false}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </label>
        )}
        <button type="submit" class="primary" aria-disabled={busy}>
          {busy
            ? t('entering')
            : typed !== null
              ? t('joinRoom', { code: typed })
              : t(offer?.to === 'rematch' ? 'rematch' : 'play')}
        </button>
        <p class="trouble" role="alert">
          {said === null ? '' : t(said)}
        </p>
        {isTurnedAway && (
          <button type="button" aria-disabled={busy} onClick={() => go({ to: 'play' })}>
            {t('play')}
          </button>
        )}
        <fieldset class="friends">
          <legend>{t('joinTitle')}</legend>
          <label class="field">
            <span class="unseen">{t('code')}</span>
            <input
              ref={codeField}
              class="code"
              name="code"
              value={code}
              placeholder={t('code')}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              onInput={({ currentTarget }) => {
                const shown = shownCode(currentTarget.value);
                // Whatever is written into a field puts the cursor at its end.
                if (shown !== currentTarget.value) currentTarget.value = shown;
                setCode(shown);
              }}
            />
          </label>
          <button type="button" aria-disabled={busy} onClick={join}>
            {t('join')}
          </button>
          {typed !== null && (
            <button
              type="button"
              class="wide"
              aria-disabled={busy}
              onClick={() => enter({ to: 'watch', code: typed }, name)}
            >
              {t('watchRoom')}
            </button>
          )}
          <button
            type="button"
            class="wide"
            aria-disabled={busy}
            onClick={() => asNamed(() => setChoosing(true))}
          >
            {t('newRoom')}
          </button>
        </fieldset>
        <AccountBar me={me} />
        <p class="how">{t('how')}</p>
        <LanguageSwitch />
      </form>
      {isChoosing && (
        <NewRoom
          isPlayer={player !== null}
          close={() => setChoosing(false)}
          open={(size, bots) => {
            setChoosing(false);
            go({ to: 'open', size, bots });
          }}
        />
      )}
    </main>
  );
}
