import type { JSX } from 'preact';
import type { Standing } from '../worker/messages.ts';
import { RobotMark } from './icons.tsx';
import { useVoice } from './language-context.ts';
import { Portrait } from './portrait.tsx';

/** What a ranking shows. */
export interface StandingsProps {
  readonly standings: readonly Standing[];
  readonly names: ReadonlyMap<number, string>;
  readonly me: number;
  readonly area: number;
  readonly colourOf: (who: number) => string;
  /** Name of somebody's picture, if there is one. */
  readonly pictureOf: (who: number) => string | null;
}

/** Places from the first down, with colour, name, robot mark, share of land and score. */
export function Standings({ standings, names, me, area, colourOf, pictureOf }: StandingsProps): JSX.Element {
  const { t, nameOf, share } = useVoice();
  return (
    <ol class="standings" aria-label={t('standings')} data-testid="standings">
      {standings.map(({ place, who, bot, score, cells }) => (
        <li key={who} class={who === me ? 'mine' : ''} value={place} data-bot={bot}>
          <span class="place">{place}</span>
          <span class="swatch" style={{ background: colourOf(who) }}>
            {!bot && pictureOf(who) && <Portrait name="" picture={pictureOf(who)} />}
          </span>
          <span class="who">
            <span class="name">{nameOf(who, names)}</span>
            {bot && <RobotMark label={t('robot')} />}
          </span>
          <span class="share">{share(cells / area)}</span>
          <span class="points" title={t('score')}>
            {score}
          </span>
        </li>
      ))}
    </ol>
  );
}
