import type { JSX } from 'preact';
import { LANGUAGES, type Language, say } from '../i18n/language.ts';
import { useVoice } from './language-context.ts';

/** Chooses the language; each is named in itself. */
export function LanguageSwitch(): JSX.Element {
  const { language, choose, t } = useVoice();
  return (
    <fieldset class="switch">
      <legend class="unseen">{t('language')}</legend>
      {(Object.keys(LANGUAGES) as Language[]).map((tag) => (
        <button
          key={tag}
          type="button"
          lang={tag}
          aria-pressed={tag === language}
          onClick={() => choose(tag)}
        >
          {say(tag, 'languageName')}
        </button>
      ))}
    </fieldset>
  );
}
