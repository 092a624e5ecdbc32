import type { Direction, Ending, Size } from '../../../game/index.ts';
import type { Gathering, HostOrder } from '../../../src/rooms/gathering.ts';
import type { Cause } from './cause.ts';
import type { Story } from './chronicle.ts';

/** What the page asks of its worker. */
export type Command =
  | { readonly is: 'enter'; readonly code: string; readonly ticket: string; readonly seat: SeatPapers }
  /** A bots' match on this machine alone, to look at. */
  | { readonly is: 'show' }
  /** `press` counts the presses, so that the page knows which of them a frame has seen. */
  | { readonly is: 'turn'; readonly dir: Direction; readonly press: number }
  /** What only the host of a private room can ask. */
  | { readonly is: 'host'; readonly order: HostOrder }
  /** A finished match, to watch again through somebody's eyes: an incarnation, 0 for nobody's. */
  | { readonly is: 'replay'; readonly match: string; readonly as: number }
  | { readonly is: 'wind'; readonly control: ReplayControl }
  | { readonly is: 'leave' };

/** How many times as fast as life a match can be watched again. */
export const SPEEDS = [1, 2, 4, 8] as const;

/** What a viewer does with a replay. */
export type ReplayControl =
  | { readonly do: 'play' | 'pause' }
  | { readonly do: 'speed'; readonly speed: (typeof SPEEDS)[number] }
  | { readonly do: 'step'; readonly ticks: number }
  | { readonly do: 'seek'; readonly tick: number };

/** How a replay stands; where it stands, its frames say. */
export interface ReplayView {
  readonly code: string;
  /** Ticks of the whole match, and up to which it can be shown at once. */
  readonly ticks: number;
  readonly known: number;
  readonly isPlaying: boolean;
  readonly speed: number;
  /** The land over time, once the whole match is known. */
  readonly story: Story | null;
}

/** Why a match cannot be watched again. */
export type ReplayTrouble = 'unknown' | 'offline' | 'broken';

/** What asks for a ticket again after a lost connection. */
export interface SeatPapers {
  readonly name: string;
  readonly tab: string;
  /** Only watches: asks for no seat. */
  readonly isSpectator: boolean;
}

/** State of the connection. */
export type Link =
  | { readonly is: 'connecting' | 'live' | 'lost' }
  | { readonly is: 'closed'; readonly why: ClosedWhy };

/** Why the connection is over for good. */
export type ClosedWhy = 'ended' | 'replaced' | 'gone' | 'left' | 'locked' | 'galleryFull' | 'broken';

/** Why somebody watches: no seat is free, it is too late for one, or that is what one came for. */
export type Watching = 'full' | 'late' | 'spectator';

/** What the worker tells the page. */
export type Report =
  | { readonly is: 'link'; readonly link: Link }
  | { readonly is: 'watching'; readonly reason: Watching }
  | { readonly is: 'watchers'; readonly count: number }
  | { readonly is: 'paused'; readonly isPaused: boolean }
  /** Who this page is in the log, and which match it sits in. */
  | { readonly is: 'welcome'; readonly person: string; readonly match: string }
  | { readonly is: 'gathering'; readonly gathering: Gathering }
  | { readonly is: 'replay'; readonly replay: ReplayView }
  | { readonly is: 'replay-failed'; readonly why: ReplayTrouble }
  | { readonly is: 'board'; readonly board: Board }
  | { readonly is: 'frame'; readonly frame: Frame }
  | { readonly is: 'result'; readonly result: Result };

/** The board as it is now, for a page that knows nothing yet. */
export interface Board {
  readonly code: string;
  readonly size: Size;
  /** Players up to which robots fill the room. */
  readonly bots: number;
  readonly width: number;
  readonly height: number;
  /** Cells that can be owned. */
  readonly area: number;
  /** Milliseconds between two ticks, as they are shown. */
  readonly tickMs: number;
  readonly land: Int16Array;
  readonly frame: Frame;
}

/** All that a tick changed, and what is to be shown after it. */
export interface Frame {
  /** Ticks done. */
  readonly tick: number;
  /** This page's player, 0 without a seat. */
  readonly me: number;
  readonly heads: readonly Head[];
  /** All trails behind one another, oldest cell first; each head says how many cells are its own. */
  readonly trails: Int32Array;
  /** Cells whose owner changed, each followed by its owner. */
  readonly changes: Int32Array;
  readonly deaths: readonly Death[];
  readonly standings: readonly Standing[];
  /** Names of people, when they changed. */
  readonly names: ReadonlyMap<number, string> | null;
  /** People as the log knows them, when they changed. */
  readonly persons?: ReadonlyMap<number, string> | null;
  /** Ticks left to the start and to the end. */
  readonly countdown: number;
  readonly left: number;
  readonly ending: Ending | null;
  /** Direction that the player will have when everything on the way is played. */
  readonly wanted: Direction | null;
  /** Presses that `wanted` knows of. */
  readonly press: number;
}

/** One player as it is drawn. */
export interface Head {
  readonly who: number;
  readonly bot: boolean;
  /** Cell, or −1 while off the board. */
  readonly at: number;
  /** 0 to 3, or 4 standing. */
  readonly heading: number;
  /** Cells of trail. */
  readonly trail: number;
  /** Ticks until the respawn; 0 on the board. */
  readonly respawn: number;
  readonly lost: boolean;
}

/** Somebody died in this tick. */
export interface Death extends Cause {
  readonly who: number;
  readonly at: number;
  /** Whether `by` scored for it. */
  readonly credited: boolean;
}

/** A place in the ranking. */
export interface Standing {
  readonly place: number;
  readonly who: number;
  readonly bot: boolean;
  readonly score: number;
  readonly cells: number;
  readonly kills: number;
}

/** How a match came out. */
export interface Result {
  readonly ending: Ending;
  readonly me: number;
  readonly area: number;
  readonly standings: readonly Standing[];
  readonly names: ReadonlyMap<number, string>;
  readonly story: Story;
}
