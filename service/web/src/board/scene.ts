import { KILL_POINTS, NEUTRAL, WALL } from '../../../game/index.ts';
import type { Board, Frame, Head } from '../worker/messages.ts';
import type { Point } from './camera.ts';
import { type Flow, flowFrom } from './flow.ts';
import { along, type Route, routesBetween } from './motion.ts';
import { Colours, type Ink, type Palette, type Paper, paletteOf } from './palette.ts';
import { Playback } from './playback.ts';
import { type Plot, plotsOf } from './plot.ts';

/** A trail that fell with its player, on its way out. */
export interface Fall {
  readonly who: number;
  readonly at: number;
  readonly trail: readonly number[];
  readonly begun: number;
}

/** Points that this page's player won in one tick, by land or over somebody: the number rises where it was won. */
export interface Gain {
  readonly points: number;
  readonly at: number;
  readonly begun: number;
}

/** Milliseconds for which a gain is shown. */
export const GAIN_MS = 1_100;

/** Milliseconds that a fallen trail takes to fade. */
export const FALL_MS = 480;

/** Frames applied at once from which on nothing is animated any more: the page was away. */
const TOO_MANY = 6;

const HEIGHTS = { neutral: 0, other: 1, own: 2, wall: 3 } as const;

/** The match as it is shown: what was applied so far, and what moves on its way to the next frame. */
export class Scene {
  readonly board: Board;
  readonly playback: Playback<Frame>;
  /** Owners after the last applied frame. */
  readonly land: Int16Array;
  /** Owners as they are drawn: captures arrive here cell by cell. */
  readonly shown: Int16Array;
  readonly flows: Flow[] = [];
  readonly falls: Fall[] = [];
  readonly gains: Gain[] = [];
  names: ReadonlyMap<number, string>;
  frame: Frame;
  palette: Palette;
  /** When the match was seen to end; `null` before. */
  endedAt: number | null;
  /** Whether motion is to be kept to what the game itself needs. */
  still: boolean;
  readonly #colours: Colours;
  readonly #papers = new Map<number, Paper>();
  #plots: ReadonlyMap<number, Plot> | undefined;
  #ways: { frame: Frame; next: Frame | undefined; routes: readonly Route[] } | undefined;

  constructor(board: Board, { dark, still, now }: { dark: boolean; still: boolean; now: number }) {
    this.board = board;
    this.land = board.land;
    this.shown = board.land.slice();
    this.frame = board.frame;
    this.names = board.frame.names ?? new Map();
    this.endedAt = board.frame.ending === null ? null : now;
    this.still = still;
    this.palette = paletteOf(dark);
    this.#colours = new Colours(this.palette.others.length);
    this.playback = new Playback(board.tickMs);
    this.playback.begin(board.frame, now);
    this.playback.watching = board.frame.me === 0;
    this.#seatColours();
  }

  get me(): number {
    return this.frame.me;
  }

  /** Share of the way from the applied frame to the upcoming one. */
  get share(): number {
    return Math.max(0, Math.min(1, this.playback.playhead - this.frame.tick));
  }

  /** Ways of everybody on the board; `share` tells how far they are. */
  routes(): readonly Route[] {
    const { frame } = this;
    const next = this.playback.upcoming;
    if (this.#ways?.frame !== frame || this.#ways.next !== next) {
      const routes = routesBetween(frame, next, { width: this.board.width, land: this.land });
      this.#ways = { frame, next, routes };
    }
    return this.#ways.routes;
  }

  /** Where somebody's head is right now; `null` while off the board. */
  placeOf(who: number): Point | null {
    const route = this.routes().find(({ head }) => head.who === who);
    return route === undefined ? null : along(route, this.share).at;
  }

  /** Another look from now on. */
  repaint(dark: boolean): void {
    this.palette = paletteOf(dark);
    this.#papers.clear();
  }

  inkOf(who: number): Ink {
    return who === this.me ? this.palette.own : this.palette.others[this.#colours.of(who)]!;
  }

  paperOf(owner: number): Paper {
    const known = this.#papers.get(owner);
    if (known !== undefined) return known;
    const { palette } = this;
    const paper =
      owner === WALL
        ? { land: palette.wall, edge: palette.wallEdge, height: HEIGHTS.wall }
        : owner <= NEUTRAL
          ? { land: palette.paper, edge: palette.paper, height: HEIGHTS.neutral }
          : { ...this.inkOf(owner), height: owner === this.me ? HEIGHTS.own : HEIGHTS.other };
    this.#papers.set(owner, paper);
    return paper;
  }

  /** Where on everybody's land there is room for a picture, once the land does not change any more. */
  plots(): ReadonlyMap<number, Plot> {
    this.#plots ??= plotsOf(this.land, this.board.width);
    return this.#plots;
  }

  headOf(who: number): Head | undefined {
    return this.frame.heads.find((head) => head.who === who);
  }

  /** Goes on to a time; returns the frames that were applied. */
  advance(now: number): Frame[] {
    const frames = this.playback.advance(now);
    const still = this.still || frames.length > TOO_MANY;
    for (const frame of frames) this.#apply(frame, now, still);
    return frames;
  }

  #apply(frame: Frame, now: number, still: boolean): void {
    const before = this.frame;
    this.#fall(before, frame, now);
    this.frame = frame;
    if (frame.ending !== null) this.endedAt ??= now;
    this.playback.watching = frame.me === 0;
    if (frame.names !== null) this.names = frame.names;
    if (frame.me !== before.me) this.#papers.clear();
    this.#seatColours();
    const byOwner = new Map<number, number[]>();
    for (let at = 0; at < frame.changes.length; at += 2) {
      const cell = frame.changes[at]!;
      const owner = frame.changes[at + 1]!;
      this.land[cell] = owner;
      const cells = byOwner.get(owner);
      if (cells === undefined) byOwner.set(owner, [cell]);
      else cells.push(cell);
    }
    const { width } = this.board;
    for (const [owner, cells] of byOwner) {
      const head = frame.heads.find((other) => other.who === owner);
      const origin = head === undefined || head.at < 0 ? cells[0]! : head.at;
      this.flows.push(flowFrom(origin, cells, owner, { width, begun: now, still }));
      const isCapture = before.heads.some((other) => other.who === owner && other.trail > 0);
      if (owner === frame.me && isCapture) this.gains.push({ points: cells.length, at: origin, begun: now });
    }
  }

  #fall(before: Frame, frame: Frame, now: number): void {
    if (frame.deaths.length === 0) return;
    let from = 0;
    const trails = new Map<number, readonly number[]>();
    for (const head of before.heads) {
      trails.set(head.who, [...before.trails.subarray(from, from + head.trail)]);
      from += head.trail;
    }
    for (const { who, at, by, credited } of frame.deaths) {
      this.falls.push({ who, at, trail: trails.get(who) ?? [], begun: now });
      if (credited && by === frame.me) this.gains.push({ points: KILL_POINTS, at, begun: now });
    }
  }

  #seatColours(): void {
    const whos = this.frame.heads.map((head) => head.who);
    this.#colours.seat(whos);
  }
}
