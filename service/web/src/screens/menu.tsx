import type { JSX } from 'preact';
import type { TextKey } from '../i18n/language.ts';
import { CloseIcon } from './icons.tsx';
import { Invitation } from './invitation.tsx';
import { useVoice } from './language-context.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { useModal } from './use-modal.ts';

/** A setting that is on or off. */
export interface Switch {
  readonly label: TextKey;
  readonly on: boolean;
  readonly set: (on: boolean) => void;
}

/** What the menu shows and does. */
export interface MenuProps {
  readonly code: string;
  readonly switches: readonly Switch[];
  readonly close: () => void;
  readonly leave: () => void;
}

/** The menu over a match: invite, settings, leave. The match goes on beneath it. */
export function Menu({ code, switches, close, leave }: MenuProps): JSX.Element {
  const { t } = useVoice();
  const dialog = useModal();
  return (
    <dialog ref={dialog} class="card menu" aria-label={t('menu')} onClose={close}>
      <div class="menu-body">
        <header>
          <h2>{t('invite')}</h2>
          <button type="button" class="round" aria-label={t('close')} onClick={() => dialog.current?.close()}>
            <CloseIcon />
          </button>
        </header>
        <Invitation code={code} isMain={false} />
        <h2>{t('settings')}</h2>
        <LanguageSwitch />
        <div class="toggles">
          {switches.map(({ label, on, set }) => (
            <label key={label} class="toggle">
              <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} />
              <span>{t(label)}</span>
            </label>
          ))}
        </div>
        <div class="row">
          <button type="button" onClick={leave}>
            {t('leave')}
          </button>
          <button type="button" class="primary" onClick={() => dialog.current?.close()}>
            {t('resume')}
          </button>
        </div>
      </div>
    </dialog>
  );
}
