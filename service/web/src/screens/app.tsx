import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Direction } from '../../../game/index.ts';
import { Stage } from '../board/stage.ts';
import { directionOf } from '../controls/keys.ts';
import { Swipe } from '../controls/swipe.ts';
import { chooseLanguage, type Language } from '../i18n/language.ts';
import { admit } from '../lobby/door.ts';
import { rememberedName, rememberedSeat, rememberSeat, setting } from '../lobby/memory.ts';
import { codeOfPath, pathOfCode } from '../lobby/typed.ts';
import { Game } from '../match/game.ts';
import type { Report } from '../worker/messages.ts';
import { Home } from './home.tsx';
import { SpeechContext, useVoice } from './language-context.ts';
import { Match } from './match.tsx';
import { Result } from './result.tsx';

const languageSetting = setting('language');

/** The whole page: the board beneath, and the screen that floats on it. */
export function App(): JSX.Element {
  const [language, setLanguage] = useState(() => chooseLanguage(languageSetting.get(), navigator.languages));
  const choose = (chosen: Language): void => {
    languageSetting.set(chosen);
    setLanguage(chosen);
  };
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <SpeechContext.Provider value={{ language, choose }}>
      <Table />
    </SpeechContext.Provider>
  );
}

/** Everything that lives as long as the page does. */
interface Room {
  readonly game: Game;
  readonly stage: Stage;
}

function Table(): JSX.Element {
  const { t, nameOf } = useVoice();
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useRef<Room | null>(null);
  const [, setChanges] = useState(0);
  const [followed, setFollowed] = useState<number | null>(null);
  const latest = useRef({ nameOf, followed });
  latest.current = { nameOf, followed };

  useEffect(() => {
    const worker = new Worker(new URL('../worker/match.worker.ts', import.meta.url), { type: 'module' });
    const game: Game = new Game({
      admit,
      rememberSeat,
      command: (command) => worker.postMessage(command),
      board: (board) => stage.begin(board),
      frame: (frame) => stage.push(frame),
      changed: () => setChanges((changes) => changes + 1),
    });
    const stage: Stage = new Stage({
      canvas: canvas.current!,
      shown: (frame, board) => game.show(frame, board),
      extras: () => ({
        nameOf: (who) => latest.current.nameOf(who, game.view.names),
        wanted: game.wanted,
        labels: game.view.screen === 'match' ? 'all' : 'none',
      }),
      follow: () => followedIn(game, latest.current.followed),
    });
    worker.onmessage = ({ data }: MessageEvent<Report>) => game.hear(data);
    room.current = { game, stage };
    setChanges((changes) => changes + 1);
    const seat = rememberedSeat();
    if (seat !== null && rememberedName() !== '')
      void game.enter({ to: 'join', code: seat }, rememberedName());
    else worker.postMessage({ is: 'show' });
    return () => {
      worker.terminate();
      stage.close();
    };
  }, []);

  const game = room.current?.game;
  const view = game?.view;
  useAddress(view?.screen ?? 'home', view?.code ?? '');
  const turn = (dir: Direction): void => room.current?.game.turn(dir);
  useControls(canvas, turn);

  return (
    <>
      <section aria-label={t('board')}>
        <canvas ref={canvas} class="board" />
      </section>
      {room.current !== null && view !== undefined && game !== undefined && (
        <Screen room={room.current} followed={followedIn(game, followed)} follow={setFollowed} />
      )}
    </>
  );
}

function Screen({
  room: { game, stage },
  followed,
  follow,
}: {
  room: Room;
  followed: number | null;
  follow: (who: number) => void;
}): JSX.Element | null {
  const { view } = game;
  const colourOf = (who: number): string => stage.scene?.inkOf(who).trail ?? 'currentColor';
  const [invited] = useState(() => codeOfPath(location.pathname) ?? '');
  if (view.screen === 'result' && view.result !== null)
    return (
      <Result
        result={view.result}
        colourOf={colourOf}
        again={() => void game.enter({ to: 'play' }, rememberedName())}
        home={() => game.leave()}
      />
    );
  if (view.screen === 'match' && view.frame !== null) {
    const standing = view.frame.standings.map(({ who }) => who);
    return (
      <Match
        view={view}
        frame={view.frame}
        stage={stage}
        colourOf={colourOf}
        turn={(dir) => game.turn(dir)}
        leave={() => game.leave()}
        followed={followed}
        followNext={() => follow(standing[(standing.indexOf(followed ?? 0) + 1) % standing.length]!)}
      />
    );
  }
  return (
    <Home
      invited={invited}
      busy={view.screen === 'entering'}
      trouble={view.trouble}
      enter={(errand, name) => void game.enter(errand, name)}
      complain={(trouble) => game.complain(trouble)}
    />
  );
}

/** The page's own player; for a watcher whoever was chosen, or the first; nobody at home. */
function followedIn(game: Game, chosen: number | null): number | null {
  const { screen, frame } = game.view;
  if (frame === null || screen === 'home') return null;
  if (frame.me !== 0) return frame.me;
  const present = frame.heads.some(({ who }) => who === chosen);
  return present ? chosen : (frame.standings[0]?.who ?? null);
}

/** The address names the room while one is in it, so that it can be sent to a friend. */
function useAddress(screen: string, code: string): void {
  useEffect(() => {
    const path = screen === 'match' && code !== '' ? pathOfCode(code) : '/';
    if (screen !== 'entering' && !(screen === 'home' && codeOfPath(location.pathname) !== null))
      history.replaceState(null, '', path);
  }, [screen, code]);
}

/** Keys anywhere, swipes on the board. */
function useControls(
  canvas: { readonly current: HTMLCanvasElement | null },
  turn: (dir: Direction) => void,
): void {
  const latest = useRef(turn);
  latest.current = turn;
  useEffect(() => {
    const swipe = new Swipe();
    const steer = (dir: Direction | null): void => {
      if (dir !== null) latest.current(dir);
    };
    const onKey = (event: KeyboardEvent): void => {
      const dir = directionOf(event.code);
      const typing =
        event.target instanceof HTMLInputElement || document.querySelector('dialog[open]') !== null;
      if (dir === null || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('main.match') !== null) event.preventDefault();
      if (!event.repeat) steer(dir);
    };
    const board = canvas.current!;
    const onDown = (event: PointerEvent): void => {
      board.setPointerCapture(event.pointerId);
      swipe.begin(event.clientX, event.clientY);
    };
    const onMove = (event: PointerEvent): void => steer(swipe.move(event.clientX, event.clientY));
    const onUp = (): void => swipe.end();
    addEventListener('keydown', onKey);
    board.addEventListener('pointerdown', onDown);
    board.addEventListener('pointermove', onMove);
    board.addEventListener('pointerup', onUp);
    board.addEventListener('pointercancel', onUp);
    return () => {
      removeEventListener('keydown', onKey);
      board.removeEventListener('pointerdown', onDown);
      board.removeEventListener('pointermove', onMove);
      board.removeEventListener('pointerup', onUp);
      board.removeEventListener('pointercancel', onUp);
    };
  }, []);
}
