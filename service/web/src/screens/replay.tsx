import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { TICK_MS } from '../../../game/index.ts';
import { linesOf } from '../board/chart.ts';
import { clock } from '../i18n/language.ts';
import type { Table } from '../match/table.ts';
import { type Frame, type ReplayControl, type ReplayView, SPEEDS } from '../worker/messages.ts';
import { CloseIcon, PauseIcon, PlayIcon, StepIcon } from './icons.tsx';
import { useVoice } from './language-context.ts';
import { MapView } from './map-view.tsx';
import { NewsFeed } from './news-feed.tsx';
import { Standings } from './standings.tsx';

/** Ticks that a longer step goes: five seconds. */
const LEAP_TICKS = 33;

const FIELD = { width: 600, height: 44 } as const;

/** What the replay screen shows. */
export interface ReplayProps {
  readonly table: Table;
  readonly replay: ReplayView;
  readonly frame: Frame;
  readonly colourOf: (who: number) => string;
  readonly pictureOf: (who: number) => string | null;
}

/** A finished match again: the board, and below it the time, which can be wound back and forth. */
export function Replay({ table, replay, frame, colourOf, pictureOf }: ReplayProps): JSX.Element {
  const { t, nameOf } = useVoice();
  const { game, stage, followed } = table;
  const { names, area, news } = game.view;
  const wind = (control: ReplayControl): void => game.wind(control);
  const toggle = (): void => wind({ do: replay.isPlaying ? 'pause' : 'play' });
  const follow = useRef<HTMLButtonElement>(null);
  useKeys(frame.tick, replay.isPlaying, wind);
  return (
    <main class="match replay" data-tick={frame.tick} data-playing={replay.isPlaying}>
      <h1 tabIndex={-1} class="unseen">
        {t('replay')}
      </h1>
      <div class="corner">
        <button type="button" class="round float" aria-label={t('close')} onClick={() => game.leave()}>
          <CloseIcon />
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
      {followed !== null && <MapView stage={stage} followed={followed} turn={frame.tick} />}
      <section class="panel float" aria-label={t('replayControls')}>
        <Timeline replay={replay} tick={frame.tick} colourOf={colourOf} wind={wind} />
        <div class="panel-row">
          <button
            type="button"
            class="round"
            aria-label={t('stepBack')}
            onClick={() => wind({ do: 'step', ticks: -1 })}
          >
            <StepIcon back />
          </button>
          <button
            type="button"
            class="round primary"
            aria-label={t(replay.isPlaying ? 'pause' : 'resume')}
            onClick={toggle}
          >
            {replay.isPlaying ? <PauseIcon /> : <PlayIcon />}
          </button>
          <button
            type="button"
            class="round"
            aria-label={t('stepOn')}
            onClick={() => wind({ do: 'step', ticks: 1 })}
          >
            <StepIcon />
          </button>
          <p class="panel-time" data-testid="time">
            {timeOf(frame.tick)} <span>/ {timeOf(replay.ticks)}</span>
          </p>
          <fieldset class="switch">
            <legend class="unseen">{t('speed')}</legend>
            {SPEEDS.map((speed) => (
              <button
                key={speed}
                type="button"
                aria-pressed={speed === replay.speed}
                onClick={() => wind({ do: 'speed', speed })}
              >
                {speed}×
              </button>
            ))}
          </fieldset>
          <div class="panel-follow">
            <button ref={follow} type="button" onClick={() => table.followNext()}>
              {followed === null ? t('follow') : nameOf(followed, names)}
            </button>
            {followed !== null && (
              <button
                type="button"
                class="round"
                aria-label={t('wholeBoard')}
                onClick={() => {
                  table.followNobody();
                  // This button goes away.
                  follow.current?.focus();
                }}
              >
                <CloseIcon />
              </button>
            )}
          </div>
        </div>
      </section>
    </main>
  );
}

/** The moments of the match, the land over time above them. */
function Timeline({
  replay,
  tick,
  colourOf,
  wind,
}: {
  replay: ReplayView;
  tick: number;
  colourOf: (who: number) => string;
  wind: (control: ReplayControl) => void;
}): JSX.Element {
  const { t } = useVoice();
  const { ticks, known, story } = replay;
  return (
    <div class="timeline" style={{ '--known': known / ticks, '--at': tick / ticks }}>
      <svg viewBox={`0 -2 ${FIELD.width} ${FIELD.height + 4}`} preserveAspectRatio="none" aria-hidden="true">
        {story !== null &&
          linesOf(story, FIELD).map(({ who, path }) => (
            <path key={who} class="timeline-line" d={path} style={{ color: colourOf(who) }} />
          ))}
      </svg>
      <input
        type="range"
        min={0}
        max={ticks}
        value={tick}
        aria-label={t('moment')}
        aria-valuetext={timeOf(tick)}
        onInput={(event) => wind({ do: 'seek', tick: Number(event.currentTarget.value) })}
      />
    </div>
  );
}

/** Space plays and pauses, arrows step, with shift five seconds; digits choose the speed. */
function useKeys(tick: number, isPlaying: boolean, wind: (control: ReplayControl) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const control = controlOf(event, tick, isPlaying);
      if (control === null) return;
      event.preventDefault();
      wind(control);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}

function controlOf(event: KeyboardEvent, tick: number, isPlaying: boolean): ReplayControl | null {
  const { key, target, shiftKey, ctrlKey, metaKey, altKey } = event;
  // The slider and a focused button know these keys themselves.
  if (ctrlKey || metaKey || altKey || target instanceof HTMLInputElement) return null;
  const speed = SPEEDS.find((each) => `${each}` === key);
  if (speed !== undefined) return { do: 'speed', speed };
  switch (key) {
    case ' ':
      if (target instanceof HTMLButtonElement) return null;
      return { do: isPlaying ? 'pause' : 'play' };
    case 'ArrowLeft':
    case 'ArrowRight': {
      const way = key === 'ArrowLeft' ? -1 : 1;
      return shiftKey ? { do: 'seek', tick: tick + way * LEAP_TICKS } : { do: 'step', ticks: way };
    }
    case 'Home':
      return { do: 'seek', tick: 0 };
    case 'End':
      return { do: 'seek', tick: Number.MAX_SAFE_INTEGER };
    default:
      return null;
  }
}

function timeOf(tick: number): string {
  return clock(Math.floor((tick * TICK_MS) / 1000));
}
