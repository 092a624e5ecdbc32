import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { TICK_MS } from '../../../game/index.ts';
import type { Stage } from '../board/stage.ts';
import { clock, type TextKey } from '../i18n/language.ts';
import { setting } from '../lobby/memory.ts';
import type { Game, GameView } from '../match/game.ts';
import type { Table } from '../match/table.ts';
import { timeCallOf } from '../match/time-call.ts';
import type { Death, Frame, Watching } from '../worker/messages.ts';
import { DPad } from './dpad.tsx';
import { MenuIcon } from './icons.tsx';
import { useVoice } from './language-context.ts';
import { MapView } from './map-view.tsx';
import { Menu, type Switch } from './menu.tsx';
import { NewsFeed } from './news-feed.tsx';
import { Standings } from './standings.tsx';

const DEATHS: Readonly<Record<Death['how'], TextKey>> = {
  cut: 'deathCut',
  'own-trail': 'deathOwn',
  'head-on': 'deathHeadOn',
  swallowed: 'deathSwallowed',
  lost: 'deathLost',
};

/** What somebody who watches is told. */
export const WATCHING: Readonly<Record<Watching, TextKey>> = {
  full: 'watchingFull',
  late: 'watchingLate',
  spectator: 'spectating',
};

/** Seconds left from which on the clock is said to hurry. */
const HURRY_SECONDS = 15;

/** How far down the screen one's own head is no more hidden by a notice above the middle. */
const HIGH = 0.46;

/** Cells from which on the small map is not drawn at every tick. */
const HUGE_AREA = 10_000;

/** What is said about the match where it begins, also to who listens: its title refers to that. */
const NOTICE = 'notice';

const dpadSetting = setting('dpad');

/** What the match screen shows. */
export interface MatchProps {
  readonly table: Table;
  readonly view: GameView;
  readonly frame: Frame;
  readonly colourOf: (who: number) => string;
  readonly pictureOf: (who: number) => string | null;
}

/** The floating parts over the board while a match goes on. */
export function Match({ table, view, frame, colourOf, pictureOf }: MatchProps): JSX.Element {
  const { t, nameOf } = useVoice();
  const [dpad, setDpad] = useState(() => dpadSetting.get() === 'on');
  const { game, stage, followed } = table;
  const { names, area, news, death, watching } = view;
  const showDpad = (shown: boolean): void => {
    dpadSetting.set(shown ? 'on' : 'off');
    setDpad(shown);
  };

  const switches = [
    { label: 'sound', on: table.sound, set: (on: boolean) => table.setSound(on) },
    { label: 'dpad', on: dpad, set: showDpad },
    ...(game.isHost ? [lockSwitch(game, view)] : []),
  ] as const;
  const heading = frame.heads.find(({ who }) => who === frame.me)?.heading;
  return (
    <main
      class={dpad && watching === null ? 'match padded' : 'match'}
      data-heading={heading}
      data-tick={frame.tick}
    >
      <h1 key={watching} tabIndex={-1} class="unseen" aria-describedby={NOTICE}>
        {t('match')}
      </h1>
      {watching === null && <Score frame={frame} area={area} />}
      <Clock frame={frame} />
      {view.watchers > 0 && (
        <p class="watchers" data-testid="watchers">
          {t('watchers', { count: view.watchers })}
        </p>
      )}
      <div class="corner">
        <button
          type="button"
          class="round float"
          aria-label={t('menu')}
          onClick={() => table.setMenuOpen(true)}
        >
          <MenuIcon />
        </button>
        <Standings
          standings={frame.standings}
          names={names}
          me={frame.me}
          area={area}
          colourOf={colourOf}
          pictureOf={pictureOf}
        />
      </div>
      <NewsFeed news={news} names={names} me={frame.me} />
      <MapView stage={stage} followed={followed} turn={Math.floor(frame.tick / (area > HUGE_AREA ? 3 : 1))} />
      {watching !== null && followed !== null && (
        <section class="watching float">
          <p id={NOTICE}>{t(WATCHING[watching])}</p>
          <button type="button" onClick={() => table.followNext()}>
            {t('watched', { name: nameOf(followed, names) })} · {t('watchNext')}
          </button>
        </section>
      )}
      {dpad && watching === null && <DPad turn={(dir) => game.turn(dir)} />}
      <Notice stage={stage} view={view} frame={frame} />
      {table.isMenuOpen && (
        <Menu
          code={view.code}
          switches={switches}
          close={() => table.setMenuOpen(false)}
          leave={() => game.leave()}
        />
      )}
      <p class="unseen" role="status">
        {death === null ? <TimeCall frame={frame} /> : t(DEATHS[death.how], { by: nameOf(death.by, names) })}
      </p>
    </main>
  );
}

/** The host's lock against newcomers, also while the match goes on. */
function lockSwitch(game: Game, { gathering }: GameView): Switch {
  const set = (on: boolean): void => game.order(on ? 'lock' : 'unlock');
  return { label: 'lockRoom', on: gathering?.isLocked ?? false, set };
}

function Score({ frame, area }: { frame: Frame; area: number }): JSX.Element {
  const { t, share } = useVoice();
  const mine = frame.standings.find(({ who }) => who === frame.me);
  const whole = share((mine?.cells ?? 0) / area);
  const [number, sign] = [whole.replace('%', '').trim(), '%'];
  return (
    <section class="score">
      <output class="big" aria-label={t('land')} data-testid="land" data-cells={mine?.cells ?? 0}>
        {number}
        <small>{sign}</small>
      </output>
      <p>
        <strong>{t('place', { place: mine?.place ?? frame.heads.length })}</strong>{' '}
        <span data-testid="players">{t('placeOf', { players: frame.heads.length })}</span> ·{' '}
        {t('points', { points: mine?.score ?? 0 })}
      </p>
    </section>
  );
}

/** Now and then the time left, and how one stands: for whoever hears the match instead of seeing it. */
function TimeCall({ frame }: { frame: Frame }): JSX.Element | null {
  const { t } = useVoice();
  const seconds = timeCallOf(secondsLeft(frame));
  if (seconds === null || frame.ending !== null) return null;
  const mine = frame.standings.find(({ who }) => who === frame.me);
  const left = t('timeLeft', { seconds });
  return <>{mine === undefined ? left : `${left} ${t('place', { place: mine.place })}`}</>;
}

function secondsLeft({ left, countdown }: Frame): number {
  return Math.ceil(((left - countdown) * TICK_MS) / 1000);
}

function Clock({ frame }: { frame: Frame }): JSX.Element {
  const { t } = useVoice();
  const seconds = secondsLeft(frame);
  return (
    <p class={`clock float ${seconds <= HURRY_SECONDS ? 'hurry' : ''}`}>
      <span class="unseen">{t('clock')} </span>
      <span data-testid="clock">{clock(seconds)}</span>
    </p>
  );
}

/** The one thing that matters right now, near the middle of the screen: lost, dead, or not yet gone. */
function Notice({ stage, view, frame }: { stage: Stage; view: GameView; frame: Frame }): JSX.Element | null {
  const { t, nameOf } = useVoice();
  const { link, isPaused, death, moved, names, watching } = view;
  const mine = frame.heads.find(({ who }) => who === frame.me);
  const at = mine !== undefined && mine.at >= 0 ? mine.at : death?.at;
  const place = at !== undefined && stage.heightOf(at) < HIGH ? ' low' : '';
  if ((link === 'lost' || isPaused) && frame.ending === null)
    return (
      <p class={`banner${place}`} role="alert" data-testid={link === 'lost' ? 'lost' : 'paused'}>
        {t(link === 'lost' ? 'connectionLost' : 'paused')}
      </p>
    );
  if (death !== null && mine !== undefined && mine.at < 0)
    return (
      <section class={`notice float${place}`} data-testid="death">
        <h2>{t('died')}</h2>
        <p>{t(DEATHS[death.how], { by: nameOf(death.by, names) })}</p>
        <p class="respawn">{t('respawn', { seconds: ((mine.respawn * TICK_MS) / 1000).toFixed(1) })}</p>
      </section>
    );
  if (frame.countdown > 0)
    return (
      <section id={NOTICE} class="notice count float" data-testid="countdown">
        <p>{t('startsIn')}</p>
        <h2>{Math.ceil((frame.countdown * TICK_MS) / 1000)}</h2>
      </section>
    );
  if (moved || watching !== null || mine === undefined) return null;
  const touch = matchMedia('(pointer: coarse)').matches;
  return (
    <section id={NOTICE} class={`notice start float${place}`}>
      <h2>{t(touch ? 'hintTouch' : 'hintKeys')}</h2>
      <p>{t('hintReturn')}</p>
    </section>
  );
}
