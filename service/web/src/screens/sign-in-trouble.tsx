import type { JSX } from 'preact';
import type { SignInTrouble as Trouble } from '../../../src/protocol/sign-in-trouble.ts';
import type { TextKey } from '../i18n/language.ts';
import { useVoice } from './language-context.ts';
import { Sheet } from './sheet.tsx';

const TEXTS: Readonly<Record<Trouble, readonly [TextKey, TextKey]>> = {
  cancelled: ['signInCancelled', 'signInCancelledText'],
  expired: ['signInExpired', 'signInExpiredText'],
  foreign: ['signInForeign', 'signInForeignText'],
  refused: ['signInRefused', 'signInRefusedText'],
  unavailable: ['signInUnavailable', 'signInUnavailableText'],
  'too-many': ['signInTooMany', 'signInTooManyText'],
};

/** Why a sign-in came to nothing, and two ways on: once more, or without. */
export function SignInTrouble({
  trouble,
  retry,
}: {
  readonly trouble: Trouble;
  readonly retry: string;
}): JSX.Element {
  const { t } = useVoice();
  const [title, text] = TEXTS[trouble];
  return (
    <Sheet title={t(title)}>
      <p>{t(text)}</p>
      <p class="row">
        <a class="button" href="/">
          {t('playWithout')}
        </a>
        <a class="button primary" href={retry}>
          {t('tryAgain')}
        </a>
      </p>
    </Sheet>
  );
}
