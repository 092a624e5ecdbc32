import type { MatchFaces } from '../../../src/protocol/account.ts';
import { Album } from '../board/album.ts';
import { Stage, type StageProps } from '../board/stage.ts';
import type { Extras } from '../board/view.ts';
import { listenForTurns } from '../controls/steering.ts';
import { admit } from '../lobby/door.ts';
import { pathOfPicture } from '../lobby/faces.ts';
import { rememberedName, rememberedSeat, rememberSeat, setting } from '../lobby/memory.ts';
import {
  codeOfPath,
  isInvitation,
  isWatching,
  pathOfCode,
  pathOfWatching,
  replayOf,
} from '../lobby/typed.ts';
import type { Board, Frame, Report } from '../worker/messages.ts';
import { Address } from './address.ts';
import { cueOf } from './cue.ts';
import { Game, type GameView } from './game.ts';
import { Sound } from './sound.ts';

const soundSetting = setting('sound');

/** What a table needs of its page. */
export interface TableProps {
  readonly canvas: HTMLCanvasElement;
  /** What somebody is called, in the page's language. */
  readonly nameOf: (who: number, names: ReadonlyMap<number, string>) => string;
  /** There is something else to show. */
  readonly changed: () => void;
}

/** All that lives as long as the page: the worker that follows matches, the game, the stage that draws it, the controls. */
export class Table {
  readonly game: Game;
  readonly stage: Stage;
  /** Pictures of those in the match, by person. */
  faces: MatchFaces = {};
  readonly #props: TableProps;
  readonly #worker = new Worker(new URL('../worker/match.worker.ts', import.meta.url), { type: 'module' });
  readonly #sound = new Sound(soundSetting.get() === 'on');
  readonly #album = new Album();
  readonly #address = new Address({
    back: () => this.#back(),
    forward: () => this.#forward(),
  });
  readonly #stopListening: () => void;
  #chosen: number | null = null;
  #isMenuOpen = false;
  #screen: GameView['screen'] = 'home';

  constructor(props: TableProps) {
    this.#props = props;
    this.game = new Game({
      admit,
      rememberSeat,
      command: (command) => this.#worker.postMessage(command),
      board: (board) => this.stage.begin(board),
      frame: (frame) => this.stage.push(frame),
      changed: () => this.#changed(),
    });
    this.stage = new Stage({
      canvas: props.canvas,
      shown: (frame, board) => this.#show(frame, board),
      extras: () => ({
        nameOf: (who) => props.nameOf(who, this.game.view.names),
        pictureOf: (who) => this.#imageOf(who),
        wanted: this.game.wanted,
        labels: this.#labels,
      }),
      hasPanel: () => this.#screen === 'replay' || this.game.view.watching !== null,
      follow: () => this.#look,
    });
    this.#stopListening = listenForTurns({
      board: props.canvas,
      isPlaying: () => this.#screen === 'match',
      turn: (dir) => this.game.turn(dir),
    });
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => this.game.hear(data);
    this.#begin();
  }

  /** Whom the camera follows: the page's own player, or whom a watcher chose, or the first; nobody at home. */
  get followed(): number | null {
    const { screen, frame } = this.game.view;
    if (frame === null || screen === 'home') return null;
    if (frame.me !== 0 && screen !== 'replay') return frame.me;
    const isPresent = frame.heads.some(({ who }) => who === this.#chosen);
    if (isPresent) return this.#chosen;
    return screen === 'replay' ? null : (frame.standings[0]?.who ?? null);
  }

  /** Name of somebody's picture, `null` without one. */
  pictureOf(who: number): string | null {
    return this.faces[this.game.view.persons.get(who) ?? ''] ?? null;
  }

  /** Who watches a match again sees all of the board, until somebody is chosen. */
  followNobody(): void {
    this.#chosen = null;
    this.#props.changed();
  }

  /** A watcher wants to follow the next of the ranking. */
  followNext(): void {
    const whos = this.game.view.frame?.standings.map(({ who }) => who) ?? [];
    const at = whos.indexOf(this.followed ?? 0);
    this.#chosen = whos[(at + 1) % whos.length] ?? null;
    this.#props.changed();
  }

  get isMenuOpen(): boolean {
    return this.#isMenuOpen;
  }

  setMenuOpen(isOpen: boolean): void {
    this.#isMenuOpen = isOpen;
    this.#props.changed();
  }

  get sound(): boolean {
    return this.#sound.on;
  }

  setSound(on: boolean): void {
    this.#sound.on = on;
    soundSetting.set(on ? 'on' : 'off');
    this.#sound.play('capture');
    this.#props.changed();
  }

  close(): void {
    this.#stopListening();
    this.#address.close();
    this.#worker.terminate();
    this.stage.close();
  }

  /** Back to the seat that this tab had before a reload, unless by now it is to another room; or to the door. */
  #begin(): void {
    const replay = replayOf(location);
    if (replay !== null) {
      this.game.watchAgain(replay.match, replay.as);
      return;
    }
    const watched = isWatching(location.search) ? codeOfPath(location.pathname) : null;
    if (watched !== null) {
      void this.game.enter({ to: 'watch', code: watched }, '');
      return;
    }
    const code = rememberedSeat();
    const name = rememberedName();
    const invited = codeOfPath(location.pathname);
    const isElsewhere = isInvitation(location.pathname) && invited !== code;
    if (code !== null && name !== '' && !isElsewhere) {
      void this.game.enter({ to: 'join', code }, name);
      return;
    }
    if (invited !== null) this.game.invite(invited);
    else if (isInvitation(location.pathname)) this.game.complain('troubleCode');
    this.#worker.postMessage({ is: 'show' });
  }

  #imageOf(who: number): CanvasImageSource | null {
    const picture = this.pictureOf(who);
    return picture === null ? null : this.#album.find(pathOfPicture(picture, 'large'));
  }

  get #look(): ReturnType<StageProps['follow']> {
    if (this.#screen === 'waiting' || this.#screen === 'result') return 'all';
    return this.followed ?? (this.#screen === 'replay' ? 'whole' : 'drift');
  }

  get #labels(): Extras['labels'] {
    if (this.#screen === 'match') return 'all';
    if (this.#screen !== 'replay') return 'none';
    return this.followed === null ? 'people' : 'all';
  }

  #show(frame: Frame, board: Board): void {
    const before = this.game.view.frame;
    this.game.show(frame, board);
    const cue = this.#screen === 'match' ? cueOf(before, frame) : null;
    if (cue !== null) this.#sound.play(cue);
  }

  /** Back out of a match means its menu first, which can be closed again; everywhere else it means the home screen. */
  #back(): void {
    if (this.#screen === 'home') this.#address.goOn();
    else if (this.#screen === 'match' && !this.#isMenuOpen) {
      this.#address.stay();
      this.setMenuOpen(true);
    } else {
      this.#address.leave();
      this.game.leave();
    }
  }

  /** Whoever has left a room and goes forward again stands before its door. */
  #forward(): void {
    const code = codeOfPath(location.pathname);
    if (this.#screen === 'home' && code !== null) this.game.invite(code);
  }

  #changed(): void {
    const { screen, code, watching } = this.game.view;
    const path = watching === 'spectator' ? pathOfWatching(code) : pathOfCode(code);
    if (isInRoom(screen) && !isInRoom(this.#screen)) this.#address.enter(path);
    if (!hasAddress(screen) && hasAddress(this.#screen)) this.#address.leave();
    if (screen !== 'match') this.#isMenuOpen = false;
    this.#screen = screen;
    this.#props.changed();
  }
}

function isInRoom(screen: GameView['screen']): boolean {
  return screen === 'waiting' || screen === 'match';
}

function hasAddress(screen: GameView['screen']): boolean {
  return isInRoom(screen) || screen === 'replay';
}
