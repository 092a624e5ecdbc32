import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { LeaderboardPlace, Leaderboard as Places } from '../../../src/protocol/account.ts';
import { requestLeaderboard } from '../account/api.ts';
import { LEADERBOARD_PATH } from '../account/page.ts';
import { useMe } from '../account/use-me.ts';
import { useVoice } from './language-context.ts';
import { Portrait } from './portrait.tsx';
import { Sheet } from './sheet.tsx';
import { SignInLinks } from './sign-in-links.tsx';

/** How the players of the season stand, for everybody. */
export function Leaderboard(): JSX.Element {
  const { t, language } = useVoice();
  const [me] = useMe();
  const [board, setBoard] = useState<Places | 'failed' | null>(null);
  useEffect(() => {
    requestLeaderboard().then(setBoard, () => setBoard('failed'));
  }, []);
  return (
    <Sheet title={t('leaderboard')}>
      {board === null && <p role="status">{t('loading')}</p>}
      {board === 'failed' && (
        <>
          <p role="alert">{t('troubleAccount')}</p>
          <p class="row">
            <a class="button primary" href={LEADERBOARD_PATH}>
              {t('tryAgain')}
            </a>
          </p>
        </>
      )}
      {board !== null && board !== 'failed' && (
        <>
          <p class="quiet">
            {seasonName(board.season.id)} · {t('seasonUntil', { date: lastDay(board.season.until) })}
          </p>
          {board.leaders.length === 0 ? (
            <p>{t('seasonNone')}</p>
          ) : (
            <Table places={placesOf(board)} mine={board.me?.rank ?? 0} />
          )}
          {me?.player === null && me.providers.length > 0 && (
            <>
              <p class="quiet">{t('signInWhy')}</p>
              <SignInLinks providers={me.providers} returnTo={LEADERBOARD_PATH} />
            </>
          )}
          {me !== null && me.player !== null && board.me === null && (
            <p class="quiet">{t('seasonYouNone')}</p>
          )}
        </>
      )}
    </Sheet>
  );

  function seasonName(id: string): string {
    const [, year, quarter] = /^(\d{4})-q([1-4])$/.exec(id) ?? [];
    return year === undefined || quarter === undefined ? id : t('season', { year, quarter });
  }

  /** Seasons end at midnight in Korea; their last day is the one before. */
  function lastDay(until: string): string {
    const format = new Intl.DateTimeFormat(language, {
      month: 'long',
      day: 'numeric',
      timeZone: 'Asia/Seoul',
    });
    return format.format(new Date(new Date(until).getTime() - 1));
  }
}

function Table({
  places,
  mine,
}: {
  readonly places: readonly LeaderboardPlace[];
  readonly mine: number;
}): JSX.Element {
  const { t, language } = useVoice();
  const number = new Intl.NumberFormat(language);
  return (
    <table class="places">
      <thead>
        <tr>
          <th scope="col">{t('rank')}</th>
          <th scope="col">{t('player')}</th>
          <th scope="col">{t('wins')}</th>
          <th scope="col">{t('matches')}</th>
          <th scope="col">{t('score')}</th>
        </tr>
      </thead>
      <tbody>
        {places.map(({ rank, name, picture, wins, matches, score }) => (
          <tr
            key={rank}
            class={rank === mine ? 'mine' : ''}
            aria-current={rank === mine ? 'true' : undefined}
          >
            <td>{number.format(rank)}</td>
            <th scope="row">
              <Portrait name={name} picture={picture} />
              <span class="name">{name}</span>
            </th>
            <td>{number.format(wins)}</td>
            <td>{number.format(matches)}</td>
            <td class="points">{number.format(score)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The first places, and below them one's own. */
function placesOf({ leaders, me }: Places): readonly LeaderboardPlace[] {
  return me === null || leaders.some(({ rank }) => rank === me.rank) ? leaders : [...leaders, me];
}
