import { en } from './en.ts';
import { ko } from './ko.ts';

/** Names of all texts. */
export type TextKey = keyof typeof ko;

/** All texts in one language. */
export type Texts = Readonly<Record<TextKey, string>>;

/** Languages, in the order in which they are offered. */
export const LANGUAGES = { ko: ko as Texts, en } as const;

/** A language's tag. */
export type Language = keyof typeof LANGUAGES;

/** What fills the `{words}` of a text. */
export type Words = Readonly<Record<string, string | number>>;

/** Whether a text is the tag of a language that is offered. */
function isLanguage(tag: string | null): tag is Language {
  return tag !== null && Object.hasOwn(LANGUAGES, tag);
}

/** The remembered language, or the first of the browser's that is offered, or English. */
export function chooseLanguage(remembered: string | null, browser: readonly string[]): Language {
  if (isLanguage(remembered)) return remembered;
  const tags = browser.map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return tags.find((tag) => isLanguage(tag)) ?? 'en';
}

/** A text, filled in: `{word}` with a word, `{word?one:many}` with what fits its number. */
export function say(language: Language, key: TextKey, words: Words = {}): string {
  return LANGUAGES[language][key].replace(
    /\{(\w+)(?:\?(\w+):(\w+))?\}/g,
    (gap, word: string, one: string | undefined, many: string | undefined) => {
      if (one === undefined) return String(words[word] ?? gap);
      return words[word] === 1 ? one : many!;
    },
  );
}

/** Names for robots, by turns; nobody types them, so they are in the reader's language. */
const ROBOTS: Readonly<Record<Language, readonly string[]>> = {
  ko: [
    '감자',
    '모과',
    '달래',
    '보리',
    '솔방울',
    '도토리',
    '미나리',
    '팥죽',
    '수박',
    '누룽지',
    '매실',
    '단풍',
    '율무',
    '고구마',
    '조약돌',
    '두부',
    '살구',
    '메아리',
    '송편',
    '찔레',
    '호두',
    '들깨',
    '참외',
    '봄동',
  ],
  en: [
    'Tater',
    'Quince',
    'Clover',
    'Barley',
    'Pinecone',
    'Acorn',
    'Fern',
    'Beanie',
    'Melon',
    'Toast',
    'Plum',
    'Maple',
    'Millet',
    'Yam',
    'Pebble',
    'Tofu',
    'Apricot',
    'Echo',
    'Dumpling',
    'Briar',
    'Walnut',
    'Sesame',
    'Nectar',
    'Sprout',
  ],
};

/** What a robot is called. */
export function robotName(language: Language, who: number): string {
  const names = ROBOTS[language];
  const round = Math.floor((who - 1) / names.length);
  const name = names[(who - 1) % names.length]!;
  return round === 0 ? name : `${name} ${round + 1}`;
}

/** Shares below this are told more exactly: in a huge room a beginner's land is less than a thousandth. */
const SMALL_SHARE = 0.001;

/** Making a format takes far longer than using it, and rankings use it at every tick. */
const formats = new Map<string, Intl.NumberFormat>();

/** A share of the board, such as 12.4 %. */
export function percent(language: Language, share: number): string {
  const digits = share < SMALL_SHARE ? 2 : 1;
  const key = `${language} ${digits}`;
  let format = formats.get(key);
  if (format === undefined) {
    const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    format = new Intl.NumberFormat(language, { style: 'percent', ...places });
    formats.set(key, format);
  }
  return format.format(share);
}

/** Whole seconds as minutes and seconds. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
