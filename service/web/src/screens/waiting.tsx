import type { JSX } from 'preact';
import { SIZES } from '../../../game/index.ts';
import type { MatchFaces } from '../../../src/protocol/account.ts';
import type { Gathering } from '../../../src/rooms/gathering.ts';
import type { Game, GameView } from '../match/game.ts';
import { Invitation } from './invitation.tsx';
import { useVoice } from './language-context.ts';
import { WATCHING } from './match.tsx';
import { SIZE_TEXTS } from './new-room.tsx';
import { Portrait } from './portrait.tsx';

/** What the waiting screen shows and does. */
export interface WaitingProps {
  readonly game: Game;
  readonly view: GameView;
  readonly gathering: Gathering;
  readonly faces: MatchFaces;
}

/** A private room before its match: who is there, how others get in, and the host's start. */
export function Waiting({ game, view, gathering, faces }: WaitingProps): JSX.Element {
  const { t } = useVoice();
  const { code, size, bots, person, watching, link } = view;
  const { guests, isLocked } = gathering;
  const { isHost } = game;
  return (
    <main class="page waiting">
      <section class="card">
        <h1 tabIndex={-1} class="waiting-title">
          {t('waitingTitle')}
        </h1>
        <p class="waiting-kind">
          {t(SIZE_TEXTS[size], { people: SIZES[size].seats })} ·{' '}
          {bots === 0 ? t('botsNone') : t('botsUpTo', { players: bots })}
        </p>
        <Invitation code={code} isMain={!isHost} />
        <section aria-label={t('guests')} aria-live="polite">
          <h2>
            {t('guests')} <span class="waiting-count">{guests.length}</span>
          </h2>
          <ul class="guests" data-testid="guests">
            {guests.map((guest, place) => (
              <li key={guest.person} class={guest.person === person ? 'mine' : ''}>
                {faces[guest.person] !== undefined && (
                  <Portrait name={guest.name} picture={faces[guest.person]!} />
                )}
                <span class="name">{guest.name}</span>
                {place === 0 && <span class="host-mark">{t('host')}</span>}
              </li>
            ))}
          </ul>
        </section>
        {isHost ? (
          <label class="toggle">
            <input
              type="checkbox"
              checked={isLocked}
              onChange={(event) => game.order(event.currentTarget.checked ? 'lock' : 'unlock')}
            />
            <span>{t('lockRoom')}</span>
          </label>
        ) : (
          <p class="waiting-hint" role="status">
            {t(watching === null ? 'waitForHost' : WATCHING[watching])}
            {isLocked && ` ${t('roomLocked')}`}
          </p>
        )}
        {link === 'lost' && (
          <p class="trouble" role="alert">
            {t('connectionLost')}
          </p>
        )}
        <div class="row">
          <button type="button" onClick={() => game.leave()}>
            {t('leave')}
          </button>
          {isHost && (
            <button type="button" class="primary" onClick={() => game.order('start')}>
              {t('startMatch')}
            </button>
          )}
        </div>
      </section>
    </main>
  );
}
