import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Profile as Player } from '../../../src/protocol/account.ts';
import { postPicture, removePicture, UnreadablePicture } from '../account/picture.ts';
import type { TextKey } from '../i18n/language.ts';
import { RequestFailed } from '../lobby/api.ts';
import { useVoice } from './language-context.ts';
import { Portrait } from './portrait.tsx';

/** What a chooser shows and does. */
export interface PictureChooserProps {
  readonly player: Player;
  readonly changed: (picture: string | null) => void;
}

/** A player's picture, and the ways to another one or none. */
export function PictureChooser({ player, changed }: PictureChooserProps): JSX.Element {
  const { t } = useVoice();
  /** Share that has been sent; `null` while nothing is. */
  const [sent, setSent] = useState<number | null>(null);
  const [said, setSaid] = useState<TextKey | null>(null);
  const isBusy = sent !== null;
  const chooser = useRef<HTMLInputElement>(null);
  const attempt = async (work: () => Promise<string | null>): Promise<void> => {
    if (isBusy) return;
    setSaid(null);
    setSent(0);
    try {
      changed(await work());
      setSaid('saved');
      // What was pressed may have gone away.
      chooser.current?.focus();
    } catch (error) {
      setSaid(troubleOf(error));
    }
    setSent(null);
  };
  const choose = (input: HTMLInputElement): void => {
    const file = input.files?.[0];
    // The same file can be chosen again.
    input.value = '';
    if (file !== undefined) void attempt(() => postPicture(file, setSent));
  };
  return (
    <section class="picture-chooser" aria-label={t('picture')} aria-busy={isBusy}>
      <Portrait name={player.name} picture={player.picture} size="large" />
      <div>
        <div class="actions">
          <label class="button">
            <input
              ref={chooser}
              type="file"
              name="picture"
              class="unseen"
              accept="image/*"
              aria-disabled={isBusy}
              onClick={(event) => isBusy && event.preventDefault()}
              onChange={(event) => choose(event.currentTarget)}
            />
            {t(player.picture === null ? 'pictureChoose' : 'pictureReplace')}
          </label>
          {player.picture !== null && (
            <button type="button" aria-disabled={isBusy} onClick={() => void attempt(removePicture)}>
              {t('pictureRemove')}
            </button>
          )}
        </div>
        {isBusy && <progress aria-label={t('pictureSending')} value={sent} />}
        <p class={said === null ? 'said hint' : 'said'} role="status">
          {said !== null ? t(said) : isBusy ? t('pictureSending') : t('pictureHint')}
        </p>
      </div>
    </section>
  );
}

function troubleOf(error: unknown): TextKey {
  if (error instanceof UnreadablePicture) return 'pictureUnreadable';
  switch (error instanceof RequestFailed ? error.refusal : undefined) {
    case 'no-picture':
      return 'pictureUnreadable';
    case 'forbidden':
      return 'pictureRefused';
    case 'too-many':
      return 'troubleTooMany';
    default:
      return 'pictureFailed';
  }
}
