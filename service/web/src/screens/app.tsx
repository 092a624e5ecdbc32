import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { accountPageOf } from '../account/page.ts';
import { chooseLanguage, type Language } from '../i18n/language.ts';
import { useFaces } from '../lobby/faces.ts';
import { rememberedName, setting } from '../lobby/memory.ts';
import { Table } from '../match/table.ts';
import { Home } from './home.tsx';
import { SpeechContext, useVoice } from './language-context.ts';
import { LazyAccount } from './lazy-account.tsx';
import { Match } from './match.tsx';
import { Replay } from './replay.tsx';
import { Result } from './result.tsx';
import { Waiting } from './waiting.tsx';

const languageSetting = setting('language');

/** The whole page, in a language. */
export function App(): JSX.Element {
  const [language, setLanguage] = useState(() => chooseLanguage(languageSetting.get(), navigator.languages));
  const [page] = useState(() => accountPageOf(location));
  const choose = (chosen: Language): void => {
    languageSetting.set(chosen);
    setLanguage(chosen);
  };
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <SpeechContext.Provider value={{ language, choose }}>
      {page === null ? <Page /> : <LazyAccount page={page} />}
    </SpeechContext.Provider>
  );
}

/** The board beneath, and the screen that floats on it. */
function Page(): JSX.Element {
  const { t, nameOf } = useVoice();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [table, setTable] = useState<Table | null>(null);
  const [, setChanges] = useState(0);
  const latest = useRef(nameOf);
  latest.current = nameOf;

  useEffect(() => {
    const made = new Table({
      canvas: canvas.current!,
      nameOf: (who, names) => latest.current(who, names),
      changed: () => setChanges((changes) => changes + 1),
    });
    setTable(made);
    return () => made.close();
  }, []);

  return (
    <>
      <section aria-label={t('board')}>
        <canvas ref={canvas} class="board" />
      </section>
      {table !== null && <Screen table={table} />}
    </>
  );
}

function Screen({ table }: { table: Table }): JSX.Element {
  const { game, stage } = table;
  const { view } = game;
  const colourOf = (who: number): string => stage.scene?.inkOf(who).trail ?? 'currentColor';
  useFocusOnTitles();
  const faces = useFaces(view.match, view.persons.size || (view.gathering?.guests.length ?? 0));
  table.faces = faces;
  const pictureOf = (who: number): string | null => table.pictureOf(who);
  if (view.screen === 'result' && view.result !== null)
    return (
      <Result
        result={view.result}
        match={view.match}
        colourOf={colourOf}
        pictureOf={pictureOf}
        rematch={(code) => {
          const { match, size, bots } = view;
          const errand =
            code === null ? ({ to: 'rematch', match, size, bots } as const) : ({ to: 'join', code } as const);
          void game.enter(errand, rememberedName());
        }}
        again={() => void game.enter({ to: 'play' }, rememberedName())}
        home={() => game.leave()}
      />
    );
  if (view.screen === 'match' && view.frame !== null)
    return <Match table={table} view={view} frame={view.frame} colourOf={colourOf} pictureOf={pictureOf} />;
  if (view.screen === 'replay' && view.replay !== null && view.frame !== null)
    return (
      <Replay
        table={table}
        replay={view.replay}
        frame={view.frame}
        colourOf={colourOf}
        pictureOf={pictureOf}
      />
    );
  if (view.screen === 'waiting' && view.gathering !== null)
    return <Waiting game={game} view={view} gathering={view.gathering} faces={faces} />;
  return (
    <Home
      offer={view.offer}
      busy={view.screen === 'entering'}
      trouble={view.trouble}
      enter={(errand, name) => void game.enter(errand, name)}
      complain={(trouble) => game.complain(trouble)}
    />
  );
}

/** Of a screen that comes in another's place: keyboards and screen readers go on from its title. */
function useFocusOnTitles(): void {
  const shown = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const title = document.querySelector('h1');
    if (shown.current !== null && title !== shown.current) title?.focus();
    shown.current = title;
  });
}
