import type { JSX } from 'preact';
import type { TextKey } from '../i18n/language.ts';
import type { News } from '../match/news.ts';
import type { Death } from '../worker/messages.ts';
import { useVoice } from './language-context.ts';

const LINES: Readonly<Record<Death['how'], TextKey>> = {
  cut: 'cut',
  'own-trail': 'selfCut',
  'head-on': 'headOn',
  swallowed: 'swallowed',
  lost: 'lostPlayer',
};

/** Who fell by whom, newest last. */
export function NewsFeed({
  news,
  names,
  me,
}: {
  news: readonly News[];
  names: ReadonlyMap<number, string>;
  me: number;
}): JSX.Element {
  const { t, nameOf } = useVoice();
  return (
    <ul class="feed" aria-label={t('feed')}>
      {news.map(({ tick, death: { who, by, how } }) => (
        <li key={`${tick}-${who}`} class={who === me || by === me ? 'mine' : ''}>
          {t(LINES[how], { who: nameOf(who, names), by: nameOf(by, names) })}
        </li>
      ))}
    </ul>
  );
}
