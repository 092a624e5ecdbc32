import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TextKey } from '../i18n/language.ts';
import { RequestFailed, request } from '../lobby/api.ts';
import { useVoice } from './language-context.ts';

/** Sends an invitation into a room to a friend's mail address. */
export function InviteByMail({ code }: { readonly code: string }): JSX.Element {
  const { t, language } = useVoice();
  const [to, setTo] = useState('');
  const [isSending, setSending] = useState(false);
  const [said, setSaid] = useState<TextKey | null>(null);
  const send = async (event: Event & { readonly currentTarget: HTMLFormElement }): Promise<void> => {
    event.preventDefault();
    if (isSending) return;
    if (!event.currentTarget.checkValidity()) {
      setSaid('mailInvalid');
      return;
    }
    setSending(true);
    try {
      await request('POST', `/api/rooms/${encodeURIComponent(code)}/invitations`, { to, language });
      setTo('');
      setSaid('mailSent');
    } catch (error) {
      setSaid(troubleOf(error));
    }
    setSending(false);
  };
  return (
    <form class="invite-by-mail" onSubmit={send} noValidate>
      <label class="field">
        <span>{t('mailTo')}</span>
        <input
          type="email"
          name="to"
          required
          value={to}
          autocomplete="off"
          inputMode="email"
          onInput={(event) => {
            setTo(event.currentTarget.value);
            setSaid(null);
          }}
        />
      </label>
      <button type="submit" aria-disabled={isSending}>
        {t('mailSend')}
      </button>
      <p class="said" role="status">
        {said === null ? '' : t(said)}
      </p>
    </form>
  );
}

function troubleOf(error: unknown): TextKey {
  switch (error instanceof RequestFailed ? error.refusal : undefined) {
    case 'invalid':
      return 'mailInvalid';
    case 'too-many':
      return 'mailTooMany';
    case 'unknown-room':
      return 'troubleUnknownRoom';
    default:
      return 'mailFailed';
  }
}
