import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PlayedMatch } from '../../../src/protocol/account.ts';
import { requestHistory } from '../account/api.ts';
import { pathOfReplay } from '../lobby/typed.ts';
import { useVoice } from './language-context.ts';

/** A player's matches, newest first, each to be watched again. */
export function History(): JSX.Element {
  const { t, language } = useVoice();
  const [matches, setMatches] = useState<readonly PlayedMatch[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [isFailed, setFailed] = useState(false);
  const isLoading = useRef(false);
  const list = useRef<HTMLOListElement>(null);
  /** Matches that were there when more were asked for; the next comes where the button was. */
  const known = useRef<number | null>(null);
  useEffect(() => {
    if (known.current === null) return;
    list.current?.querySelectorAll('a')[known.current]?.focus();
    known.current = null;
  }, [matches]);
  const load = async (before: string | null): Promise<void> => {
    // Of two clicks in a row the second asks for the same once more.
    if (isLoading.current) return;
    isLoading.current = true;
    try {
      const page = await requestHistory(before);
      setFailed(false);
      setMatches((known) => [...(known ?? []), ...page.matches]);
      setNext(page.next);
    } catch {
      setFailed(true);
    }
    isLoading.current = false;
  };
  useEffect(() => {
    void load(null);
  }, []);
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('history')}</h2>
      {matches === null && !isFailed && <p role="status">{t('loading')}</p>}
      {matches?.length === 0 && <p class="quiet">{t('historyNone')}</p>}
      <ol ref={list} class="history">
        {matches?.map(({ match, who, place, of, score, endedAt }) => (
          <li key={match}>
            <a href={pathOfReplay(match, who)}>
              <strong>{t('historyPlace', { place, of })}</strong>
              <span>{t('points', { points: score })}</span>
              <time dateTime={endedAt}>{moment.format(new Date(endedAt))}</time>
            </a>
          </li>
        ))}
      </ol>
      {isFailed && <p role="alert">{t('troubleAccount')}</p>}
      {(next !== null || isFailed) && (
        <button
          type="button"
          onClick={() => {
            known.current = matches?.length ?? 0;
            void load(next);
          }}
        >
          {t(isFailed ? 'tryAgain' : 'historyMore')}
        </button>
      )}
    </section>
  );
}
