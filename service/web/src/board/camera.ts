/** A point of the board, in cells. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height, in whatever unit. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** How far the eye sees past the edges of the board, in CSS pixels: what floats there must not hide a head. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Around a whole board, in cells. */
const MARGIN = 2.5;

/** Margins of a screen: the board ends below the ranking of a narrow one, and beside that of a wide one. */
export function marginsOf(screen: Extent): Margins {
  return screen.width <= 640
    ? { left: 48, right: 48, top: 185, bottom: 120 }
    : { left: 150, right: 275, top: 110, bottom: 90 };
}

/** Milliseconds in which the camera makes about two thirds of its way. */
const EASE_MS = 140;

/** Cells from which on a way is a jump (a respawn far off), eased more slowly. */
const FAR = 12;
const FAR_EASE_MS = 260;

/** CSS pixels of a cell on a screen: a thumb's world at 360 px, a wide map on a desktop. */
export function cellSize(screen: Extent): number {
  const short = Math.min(screen.width, screen.height);
  return Math.round(Math.max(15, Math.min(40, short / (15.5 + short / 70))));
}

/** Width of the card beside which a whole board is shown, and of a lying screen that has the room, in CSS pixels. */
const CARD_WIDTH = 440;
const WIDE = 700;

/** Part of any other screen that the board has above the card. */
const ABOVE = 0.36;

/** How a whole board is shown: CSS pixels of a cell, and where its middle lies, right of and above the screen's. */
export interface Overview {
  readonly cell: number;
  readonly right: number;
  readonly up: number;
}

/** A whole board beside a card, or above it. */
export function overview(board: Extent, screen: Extent): Overview {
  const isBeside = screen.width >= WIDE && screen.width > screen.height;
  const right = isBeside ? CARD_WIDTH / 2 : 0;
  const height = isBeside ? screen.height : screen.height * ABOVE;
  const across = (screen.width - 2 * right) / (board.width + 2 * MARGIN);
  const down = height / (board.height + 2 * MARGIN);
  return { cell: Math.min(across, down), right, up: (screen.height - height) / 2 };
}

/** Height of what stands above a board that is watched again, in CSS pixels. */
const HEAD_HEIGHT = 60;

/** Height of the panel below a board that is watched: on a low screen it has a row less, on a narrow one a row more. */
export function panelHeight({ width, height }: Extent): number {
  if (height <= 480) return 120;
  return width <= 640 ? 206 : 172;
}

/** Between such a board and the panel below it, in CSS pixels. */
const GAP = 34;

/** A whole board above a panel, and close to it: where there is room, the ranking stands above the board. */
export function wholeView(board: Extent, screen: Extent): Overview {
  const panel = panelHeight(screen);
  const height = screen.height - HEAD_HEIGHT - panel;
  const cell = Math.min(screen.width / (board.width + 2), height / board.height);
  const spare = Math.max(0, (height - cell * board.height) / 2 - GAP);
  return { cell, right: 0, up: (panel - HEAD_HEIGHT) / 2 - spare };
}

/** Looks at the board from above and follows someone smoothly. */
export class Camera {
  #x = 0;
  #y = 0;

  /** The middle of the view, in cells. */
  get center(): Point {
    return { x: this.#x, y: this.#y };
  }

  /** Looks at a point at once. */
  cut(to: Point): void {
    this.#x = to.x;
    this.#y = to.y;
  }

  /** Goes on towards a point for some milliseconds. */
  follow(to: Point, elapsed: number): void {
    const far = Math.max(Math.abs(to.x - this.#x), Math.abs(to.y - this.#y)) > FAR;
    const share = 1 - Math.exp(-elapsed / (far ? FAR_EASE_MS : EASE_MS));
    this.#x += (to.x - this.#x) * share;
    this.#y += (to.y - this.#y) * share;
  }
}

/**
 * Where to look so that the view shows little beyond the board: the point itself, or as near as the margins allow; the
 * board's middle if the view holds all of it. All in cells.
 */
export function within(point: Point, board: Extent, view: Extent, margins: Margins): Point {
  const along = (at: number, size: number, seen: number, before: number, after: number): number => {
    const least = seen / 2 - before;
    const most = size - seen / 2 + after;
    return least > most ? (least + most) / 2 : Math.max(least, Math.min(most, at));
  };
  return {
    x: along(point.x, board.width, view.width, margins.left, margins.right),
    y: along(point.y, board.height, view.height, margins.top, margins.bottom),
  };
}

/** Column and row of a cell's middle. */
export function middleOf(cell: number, width: number): Point {
  return { x: (cell % width) + 0.5, y: Math.floor(cell / width) + 0.5 };
}

/** Between two points; `share` 0 is the first. */
export function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
