import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useMe } from '../account/use-me.ts';
import { pathOfCode } from '../lobby/typed.ts';
import { InviteByMail } from './invite-by-mail.tsx';
import { useVoice } from './language-context.ts';

/** How long "copied" stands, in milliseconds. */
const COPIED_MS = 2_000;

/** A room's code, its QR picture, and a button that shares the link; `isMain` where that is what one came for. */
export function Invitation({ code, isMain }: { code: string; isMain: boolean }): JSX.Element {
  const { t } = useVoice();
  const [copied, setCopied] = useState(false);
  const [isByHand, setByHand] = useState(false);
  const byHand = useRef<HTMLInputElement>(null);
  useEffect(() => byHand.current?.focus(), [isByHand]);
  const [picture, setPicture] = useState<{ readonly size: number; readonly path: string } | null>(null);
  const [me] = useMe();
  const link = `${location.origin}${pathOfCode(code)}`;

  useEffect(() => {
    let wanted = true;
    // Without the picture (offline, or a newer version is out) code and link are still there.
    import('../lobby/qr-picture.ts').then(
      ({ qrPicture }) => wanted && setPicture(qrPicture(link)),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [link]);

  const sheet = { title: 'CODELAND', url: link };
  const isShared = matchMedia('(pointer: coarse)').matches && navigator.canShare?.(sheet) === true;
  const share = async (): Promise<void> => {
    if (isShared) {
      await navigator.share(sheet).catch(() => undefined);
      return;
    }
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
      setTimeout(() => setCopied(false), COPIED_MS);
    } catch {
      // Forbidden; and without TLS there is no clipboard.
      setByHand(true);
    }
  };

  return (
    <section class="invitation" aria-label={t('invite')}>
      {picture !== null && (
        <svg class="qr" viewBox={`0 0 ${picture.size} ${picture.size}`} role="img" aria-label={t('qr')}>
          <path d={picture.path} />
        </svg>
      )}
      <div>
        <p class="room-code" data-testid="code">
          {code}
        </p>
        <p class="invite-hint">{t('inviteHint')}</p>
        <button type="button" class={isMain ? 'primary' : ''} onClick={() => void share()}>
          {t(copied ? 'copied' : isShared ? 'shareLink' : 'copyLink')}
        </button>
      </div>
      {isByHand && (
        <label class="field">
          <span>{t('copyByHand')}</span>
          <input
            ref={byHand}
            name="link"
            readOnly
            value={link}
            onFocus={(event) => event.currentTarget.select()}
          />
        </label>
      )}
      {me !== null && me.player !== null && me.offers.includes('mail') && <InviteByMail code={code} />}
    </section>
  );
}
