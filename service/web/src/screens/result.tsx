import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { linesOf } from '../board/chart.ts';
import { findRematch } from '../lobby/api.ts';
import { pathOfReplay } from '../lobby/typed.ts';
import type { Result as Outcome } from '../worker/messages.ts';
import { useVoice } from './language-context.ts';
import { Standings } from './standings.tsx';

/** Places shown, besides one's own. */
const PLACES = 8;

const FIELD = { width: 300, height: 110 } as const;

/** Milliseconds between two looks at whether somebody calls for a rematch, and how many looks. */
const LOOK_MS = 2_000;
const MOST_LOOKS = 90;

/** What the result screen shows and does. */
export interface ResultProps {
  readonly result: Outcome;
  /** Id of the match. */
  readonly match: string;
  readonly colourOf: (who: number) => string;
  readonly pictureOf: (who: number) => string | null;
  readonly again: () => void;
  /** Plays again with those of this match, in the room of a code if somebody has called already. */
  readonly rematch: (code: string | null) => void;
  readonly home: () => void;
}

/** How it came out: one's place, the ranking, and the story of the land. */
export function Result({
  result,
  match,
  colourOf,
  pictureOf,
  again,
  rematch,
  home,
}: ResultProps): JSX.Element {
  const { t, share } = useVoice();
  const { me, standings, names, area, ending } = result;
  const mine = standings.find(({ who }) => who === me);
  const called = useRematch(match);
  const card = useRef<HTMLElement>(null);
  const onward = useRef<HTMLDivElement>(null);
  // Its height depends on the language, on the size of letters, and on whether others call.
  useEffect(() => {
    const measuring = new ResizeObserver(() =>
      card.current?.style.setProperty('--onward', `${onward.current?.offsetHeight ?? 0}px`),
    );
    measuring.observe(onward.current!);
    return () => measuring.disconnect();
  }, []);
  const title =
    ending === 'abandoned'
      ? t('resultAbandoned')
      : mine === undefined
        ? t('resultWatched')
        : mine.place === 1
          ? t('resultFirst')
          : t('resultPlace', { place: mine.place });
  return (
    <main class="page result">
      <section ref={card} class="card">
        <h1 tabIndex={-1} class="verdict" data-testid="verdict">
          {title}
        </h1>
        {mine !== undefined && (
          <p class="summary">
            {t('resultLand', { share: share(mine.cells / area) })} · {t('points', { points: mine.score })} ·{' '}
            {t('resultKills', { kills: mine.kills })}
          </p>
        )}
        <Chart result={result} colourOf={colourOf} />
        <Standings
          standings={standings.filter(({ place, who }) => place <= PLACES || who === me)}
          names={names}
          me={me}
          area={area}
          colourOf={colourOf}
          pictureOf={pictureOf}
        />
        <div ref={onward} class="onward">
          <p class="called" role="status">
            {called === null ? '' : t('rematchCalled')}
          </p>
          <button type="button" class={called === null ? '' : 'primary'} onClick={() => rematch(called)}>
            {t(called === null ? 'rematch' : 'joinRematch')}
          </button>
          <div class="row">
            <button type="button" onClick={home}>
              {t('home')}
            </button>
            <a class="button" href={pathOfReplay(match, me)}>
              {t('watchAgain')}
            </a>
            <button type="button" class={called === null ? 'primary' : ''} onClick={again}>
              {t('again')}
            </button>
          </div>
        </div>
      </section>
    </main>
  );
}

/** Code of the room in which others of the match wait to play again. */
function useRematch(match: string): string | null {
  const [code, setCode] = useState<string | null>(null);
  useEffect(() => {
    let looks = 0;
    const timer = setInterval(async () => {
      looks += 1;
      const found = await findRematch(match);
      if (found !== null) setCode(found);
      if (found !== null || looks >= MOST_LOOKS) clearInterval(timer);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [match]);
  return code;
}

function Chart({ result, colourOf }: Pick<ResultProps, 'result' | 'colourOf'>): JSX.Element {
  const { t, nameOf, share } = useVoice();
  const { story, names, area, me, standings } = result;
  const lines = linesOf(story, FIELD).sort((a, b) => Number(a.who === me) - Number(b.who === me));
  const told = standings
    .filter(({ who }) => story.cells.has(who))
    .map(({ who, cells }) => `${nameOf(who, names)} ${share(cells / area)}`);
  return (
    <figure class="chart">
      <figcaption>{t('chart')}</figcaption>
      <svg
        viewBox={`-4 -6 ${FIELD.width + 14} ${FIELD.height + 12}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('chartLabel', { lines: told.join(', ') })}
      >
        <path class="chart-ground" d={`M0 ${FIELD.height}h${FIELD.width}`} />
        {lines.map(({ who, path, end }) => (
          <g key={who} class={who === me ? 'mine' : ''} style={{ color: colourOf(who) }}>
            <path class="chart-line" d={path} />
            <path class="chart-end rim" d={`M${FIELD.width} ${end}h0`} />
            <path class="chart-end" d={`M${FIELD.width} ${end}h0`} />
          </g>
        ))}
      </svg>
    </figure>
  );
}
