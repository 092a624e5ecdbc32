import type { JSX } from 'preact';
import type { Direction } from '../../../game/index.ts';
import type { TextKey } from '../i18n/language.ts';
import { ArrowIcon } from './icons.tsx';
import { useVoice } from './language-context.ts';

const KEYS: readonly (readonly [Direction, string, TextKey])[] = [
  [0, 'up', 'dpadUp'],
  [3, 'left', 'dpadLeft'],
  [1, 'right', 'dpadRight'],
  [2, 'down', 'dpadDown'],
];

/** Four arrows for thumbs that would rather press than swipe. */
export function DPad({ turn }: { turn: (dir: Direction) => void }): JSX.Element {
  const { t } = useVoice();
  return (
    <fieldset class="dpad">
      <legend class="unseen">{t('dpad')}</legend>
      {KEYS.map(([dir, place, label]) => (
        <button
          key={dir}
          type="button"
          class={place}
          aria-label={t(label)}
          onPointerDown={(event) => {
            event.stopPropagation();
            turn(dir);
          }}
          onClick={(event) => event.detail === 0 && turn(dir)}
        >
          <ArrowIcon />
        </button>
      ))}
    </fieldset>
  );
}
