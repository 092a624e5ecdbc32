import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { SIZES, type Size } from '../../../game/index.ts';
import type { TextKey } from '../i18n/language.ts';
import { CloseIcon } from './icons.tsx';
import { useVoice } from './language-context.ts';
import { useModal } from './use-modal.ts';

const SIZE_NAMES = Object.keys(SIZES) as Size[];

/** What each size of a room is called. */
export const SIZE_TEXTS: Readonly<Record<Size, TextKey>> = {
  duel: 'sizeDuel',
  small: 'sizeSmall',
  large: 'sizeLarge',
  huge: 'sizeHuge',
};

/** What the sheet for a new room does. */
export interface NewRoomProps {
  /** Whether somebody with an account asks, for whom matches count. */
  readonly isPlayer: boolean;
  readonly close: () => void;
  readonly open: (size: Size, bots: number) => void;
}

/** How large a room of one's own is to be, and how many robots fill it. */
export function NewRoom({ isPlayer, close, open }: NewRoomProps): JSX.Element {
  const { t } = useVoice();
  const [size, setSize] = useState<Size>('small');
  const [bots, setBots] = useState<number>(SIZES.small.fill);
  const dialog = useModal();
  const choose = (chosen: Size): void => {
    setSize(chosen);
    setBots(SIZES[chosen].fill);
  };
  return (
    <dialog ref={dialog} class="card menu" aria-label={t('newRoom')} onClose={close}>
      <div class="menu-body">
        <header>
          <h2>{t('newRoom')}</h2>
          <button type="button" class="round" aria-label={t('close')} onClick={() => dialog.current?.close()}>
            <CloseIcon />
          </button>
        </header>
        <fieldset class="sizes">
          <legend>{t('roomSize')}</legend>
          {SIZE_NAMES.map((name) => (
            <label key={name} class="size">
              <input type="radio" name="size" checked={name === size} onChange={() => choose(name)} />
              <span>{t(SIZE_TEXTS[name], { people: SIZES[name].seats })}</span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span>{t('bots')}</span>
          <select value={bots} onChange={(event) => setBots(Number(event.currentTarget.value))}>
            {fillsOf(size).map((players) => (
              <option key={players} value={players}>
                {players === 0 ? t('botsNone') : t('botsUpTo', { players })}
              </option>
            ))}
          </select>
        </label>
        {isPlayer && bots < SIZES[size].fill && (
          <p class="quiet">{t('botsUnranked', { players: SIZES[size].fill })}</p>
        )}
        <button type="button" class="primary" onClick={() => open(size, bots)}>
          {t('makeRoom')}
        </button>
      </div>
    </dialog>
  );
}

/** Numbers of players up to which robots may fill a room: nobody, half of what is usual, the usual, all seats. */
function fillsOf(size: Size): number[] {
  const { fill, seats } = SIZES[size];
  return [...new Set([0, fill / 2, fill, seats])];
}
