import { type Direction, type Size, STILL } from '../../../game/index.ts';
import type { Gathering, HostOrder } from '../../../src/rooms/gathering.ts';
import type { TextKey } from '../i18n/language.ts';
import type { RequestFailed } from '../lobby/api.ts';
import type {
  Board,
  Command,
  Death,
  Frame,
  Link,
  ReplayControl,
  ReplayView,
  Report,
  Result,
  Watching,
} from '../worker/messages.ts';
import type { Errand, Offer } from './errand.ts';
import { type News, newsAfter } from './news.ts';
import { closed, refused, type Setback, unshown } from './setback.ts';

/** How long the last picture of a match stays before the result covers it, in milliseconds. */
const CURTAIN_MS = 1_600;

/** How long somebody waits for a seat before the door says that nobody answers, in milliseconds. */
const PATIENCE_MS = 12_000;

/** A seat that was given: what the worker needs to take it. */
export type Admission = Omit<Extract<Command, { is: 'enter' }>, 'is'>;

/** Everything that the screens show. */
export interface GameView {
  readonly screen: 'home' | 'entering' | 'waiting' | 'match' | 'result' | 'replay';
  readonly code: string;
  readonly size: Size;
  /** Players up to which robots fill the room. */
  readonly bots: number;
  /** Who has come to a private room; `null` in one that waits for nobody. */
  readonly gathering: Gathering | null;
  /** This page's own in the log and among the guests, and the id of the match. */
  readonly person: string;
  readonly match: string;
  readonly link: Link['is'];
  /** The match waits for the service. */
  readonly isPaused: boolean;
  readonly watching: Watching | null;
  /** Spectators of the room. */
  readonly watchers: number;
  readonly area: number;
  readonly frame: Frame | null;
  readonly names: ReadonlyMap<number, string>;
  /** People as the log knows them, by incarnation. */
  readonly persons: ReadonlyMap<number, string>;
  readonly news: readonly News[];
  /** How this page's player died, while off the board. */
  readonly death: Death | null;
  /** Whether the player has turned in this match. */
  readonly moved: boolean;
  readonly result: Result | null;
  /** A finished match that is watched again. */
  readonly replay: ReplayView | null;
  readonly trouble: TextKey | null;
  readonly offer: Offer | null;
}

const AT_HOME: GameView = {
  screen: 'home',
  code: '',
  size: 'small',
  bots: 0,
  gathering: null,
  person: '',
  match: '',
  link: 'connecting',
  isPaused: false,
  watching: null,
  watchers: 0,
  area: 1,
  frame: null,
  names: new Map(),
  persons: new Map(),
  news: [],
  death: null,
  moved: false,
  result: null,
  replay: null,
  trouble: null,
  offer: null,
};

/** What a game needs from outside. */
export interface GamePorts {
  /** Asks the service for a seat. @throws RequestFailed */
  admit(errand: Errand, name: string): Promise<Admission>;
  /** Keeps the code of the room in which this tab sits, for a reload. */
  rememberSeat(code: string | null): void;
  command(command: Command): void;
  /** A board to draw, or another tick of it. */
  board(board: Board): void;
  frame(frame: Frame): void;
  /** The view is another one. */
  changed(): void;
}

/** One page's way from the door through matches and back: turns what happens into what the screens show. */
export class Game {
  readonly #ports: GamePorts;
  #view: GameView = AT_HOME;
  #result: Result | null = null;
  #curtain: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #errand: Errand | null = null;
  #presses = 0;
  #wanted: Direction | null = null;

  constructor(ports: GamePorts) {
    this.#ports = ports;
  }

  get view(): GameView {
    return this.#view;
  }

  /** The direction to show before the head: the player's last wish, until it is played. */
  get wanted(): Direction | null {
    return this.#view.frame?.ending === null ? this.#wanted : null;
  }

  /** Asks for a seat and takes it. */
  async enter(errand: Errand, name: string): Promise<void> {
    if (this.#view.screen === 'entering') return;
    if (name === '' && (errand.to === 'join' || errand.to === 'rematch')) {
      this.#ports.command({ is: 'leave' });
      this.#goHome({ trouble: 'troubleName', offer: errand });
      return;
    }
    clearTimeout(this.#curtain);
    clearTimeout(this.#patience);
    this.#result = null;
    this.#wanted = null;
    this.#errand = errand;
    const watching = errand.to === 'watch' ? 'spectator' : null;
    this.#set({ ...AT_HOME, screen: 'entering', watching });
    try {
      const admission = await this.#ports.admit(errand, name);
      // Whoever went back meanwhile, or on to something else, takes no seat.
      if (this.#errand !== errand) return;
      const { code } = admission;
      // Who watches has no seat to find again; the address says that one watches.
      if (errand.to !== 'watch') this.#ports.rememberSeat(code);
      this.#ports.command({ is: 'enter', ...admission });
      this.#patience = setTimeout(() => this.#giveUp(errand), PATIENCE_MS);
      this.#set({ ...this.#view, code });
    } catch (error) {
      if (this.#errand !== errand) return;
      this.#goHome(refused(errand, (error as RequestFailed).refusal));
    }
  }

  /** Shows a finished match again, through somebody's eyes. */
  watchAgain(match: string, as: number): void {
    clearTimeout(this.#curtain);
    clearTimeout(this.#patience);
    this.#errand = null;
    this.#set({ ...AT_HOME, screen: 'entering', match });
    this.#ports.command({ is: 'replay', match, as });
  }

  /** The viewer of a replay plays, pauses, winds. */
  wind(control: ReplayControl): void {
    this.#ports.command({ is: 'wind', control });
  }

  /** Somebody has come by an invitation. */
  invite(code: string): void {
    this.#set({ ...this.#view, offer: { to: 'join', code } });
  }

  /** Leaves the match, and the room. */
  leave(): void {
    this.#ports.command({ is: 'leave' });
    this.#goHome(null);
  }

  /** Something is wrong with what was typed. */
  complain(trouble: TextKey): void {
    this.#set({ ...this.#view, trouble });
  }

  /** The player turns. */
  turn(dir: Direction): void {
    if (this.#view.screen !== 'match' || this.#view.watching !== null) return;
    this.#presses += 1;
    this.#wanted = dir;
    this.#ports.command({ is: 'turn', dir, press: this.#presses });
    if (!this.#view.moved) this.#set({ ...this.#view, moved: true });
  }

  /** Whether this page is the host of a private room. */
  get isHost(): boolean {
    const { gathering, person } = this.#view;
    return gathering !== null && gathering.guests[0]?.person === person;
  }

  /** The host starts the match, or locks the room. */
  order(order: HostOrder): void {
    this.#ports.command({ is: 'host', order });
  }

  /** The worker reports. */
  hear(report: Report): void {
    switch (report.is) {
      case 'link':
        this.#hearLink(report.link);
        break;
      case 'watching':
        this.#set({ ...this.#view, watching: report.reason });
        break;
      case 'watchers':
        this.#set({ ...this.#view, watchers: report.count });
        break;
      case 'paused':
        this.#set({ ...this.#view, isPaused: report.isPaused });
        break;
      case 'welcome':
        this.#set({ ...this.#view, person: report.person, match: report.match });
        break;
      case 'replay':
        this.#hearReplay(report.replay);
        break;
      case 'replay-failed':
        this.#goHome(unshown(report.why));
        break;
      case 'gathering':
        this.#hearGathering(report.gathering);
        break;
      case 'board':
        this.#ports.board(report.board);
        break;
      case 'frame':
        this.#ports.frame(report.frame);
        break;
      case 'result':
        this.#result = report.result;
        if (this.#view.frame?.ending != null) this.#drawCurtain();
    }
  }

  /** A frame of a board is on the screen. */
  show(frame: Frame, { code, area, size, bots }: Board): void {
    const { screen, names, persons, news, watching, gathering } = this.#view;
    if (code !== this.#view.code || screen === 'home') return;
    const isSettled = frame.me !== 0 || watching !== null || frame.ending !== null;
    const isBefore = screen === 'entering' || screen === 'waiting';
    if (isBefore && (!isSettled || gathering?.isStarted === false)) {
      this.#set({
        ...this.#view,
        size,
        bots,
        names: frame.names ?? names,
        persons: frame.persons ?? persons,
      });
      return;
    }
    if (screen === 'replay') {
      this.#set({
        ...this.#view,
        area,
        frame,
        names: frame.names ?? names,
        persons: frame.persons ?? persons,
        news: newsAfter(news, frame),
      });
      return;
    }
    if (frame.press >= this.#presses) this.#wanted = frame.wanted;
    const death = frame.deaths.find(({ who }) => who === frame.me && who !== 0);
    const mine = frame.heads.find((head) => head.who === frame.me);
    this.#set({
      ...this.#view,
      screen: screen === 'result' ? screen : 'match',
      area,
      size,
      bots,
      frame,
      names: frame.names ?? names,
      persons: frame.persons ?? persons,
      news: newsAfter(news, frame),
      // One may have set off before a reload.
      moved: this.#view.moved || (mine !== undefined && mine.heading !== STILL),
      death: death ?? (mine !== undefined && mine.at < 0 ? this.#view.death : null),
      watching: frame.me === 0 ? watching : null,
    });
    if (frame.ending !== null && this.#result !== null) this.#drawCurtain();
  }

  #hearLink(link: Link): void {
    if (link.is !== 'closed') {
      this.#set({ ...this.#view, link: link.is });
      return;
    }
    const { screen, code } = this.#view;
    this.#ports.rememberSeat(null);
    if (this.#result !== null) this.#drawCurtain();
    else if (screen !== 'home') this.#goHome(closed(link.why, code, screen === 'waiting'));
  }

  #hearReplay(replay: ReplayView): void {
    if (this.#view.screen === 'home') return;
    this.#set({ ...this.#view, screen: 'replay', code: replay.code, replay });
  }

  #hearGathering(gathering: Gathering): void {
    const { screen, person, watching } = this.#view;
    if (screen === 'home') return;
    const isWaiting = screen === 'entering' && !gathering.isStarted;
    // Whoever found the room full and is among its guests now has been let in after all.
    const isLetIn = !gathering.isStarted && gathering.guests.some((guest) => guest.person === person);
    this.#set({
      ...this.#view,
      gathering,
      screen: isWaiting ? 'waiting' : screen,
      watching: isLetIn ? null : watching,
    });
  }

  #drawCurtain(): void {
    if (this.#view.screen === 'result') return;
    clearTimeout(this.#curtain);
    this.#curtain = setTimeout(() => {
      this.#ports.rememberSeat(null);
      this.#set({ ...this.#view, screen: 'result', result: this.#result });
    }, CURTAIN_MS);
  }

  #giveUp(errand: Errand): void {
    if (this.#view.screen !== 'entering') return;
    this.#ports.command({ is: 'leave' });
    this.#goHome(refused(errand, undefined));
  }

  #goHome(setback: Setback | null): void {
    clearTimeout(this.#curtain);
    clearTimeout(this.#patience);
    this.#result = null;
    this.#wanted = null;
    this.#errand = null;
    this.#ports.rememberSeat(null);
    this.#set({ ...AT_HOME, ...setback });
    this.#ports.command({ is: 'show' });
  }

  #set(view: GameView): void {
    this.#view = view;
    this.#ports.changed();
  }
}
