import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Language, percent, robotName, say, type TextKey, type Words } from '../i18n/language.ts';

/** The language of the page, and how to change it. */
export interface Speech {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

/** Set once at the top. */
export const SpeechContext = createContext<Speech>({ language: 'en', choose: () => undefined });

/** The page's voice. */
export interface Voice extends Speech {
  readonly t: (key: TextKey, words?: Words) => string;
  /** Name of a player: a person's own, or a robot's in this language. */
  readonly nameOf: (who: number, names: ReadonlyMap<number, string>) => string;
  readonly share: (share: number) => string;
}

/** Texts, names and numbers in the page's language. */
export function useVoice(): Voice {
  const speech = useContext(SpeechContext);
  const { language } = speech;
  return {
    ...speech,
    t: (key, words) => say(language, key, words),
    nameOf: (who, names) => names.get(who) ?? robotName(language, who),
    share: (share) => percent(language, share),
  };
}
