import type { JSX } from 'preact';
import { useVoice } from './language-context.ts';
import { useModal } from './use-modal.ts';

/** Asks once more before an account is deleted. */
export function Deletion({
  close,
  confirm,
}: {
  readonly close: () => void;
  readonly confirm: () => void;
}): JSX.Element {
  const { t } = useVoice();
  const dialog = useModal();
  return (
    <dialog ref={dialog} class="card menu" aria-labelledby="deletion" onClose={close}>
      <div class="menu-body">
        <h2 id="deletion">{t('deleteTitle')}</h2>
        <p>{t('deleteText')}</p>
        <div class="row">
          <button type="button" onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </button>
          <button type="button" class="danger" onClick={confirm}>
            {t('deleteConfirm')}
          </button>
        </div>
      </div>
    </dialog>
  );
}
