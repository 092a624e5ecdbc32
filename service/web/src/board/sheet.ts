import { NEUTRAL, WALL } from '../../../game/index.ts';
import { BEYOND, roundedCorners } from './corners.ts';
import type { Palette, Paper } from './palette.ts';

/** Cells along one side of a tile: the piece of the board that one cached canvas holds. */
const TILE = 16;

/** Tiles kept beyond those in view. */
const SPARE_TILES = 12;

/** Radius of a rounded corner and widths of shadow and cut edge, in parts of a cell. */
const RADIUS = 0.34;
const SHADOW = 0.13;
const EDGE = 0.1;

/** Cells to the right and below that a changed cell may change the look of, by its neighbours' shadows. */
const REACH = 2;

const LIGHTWARD = [
  [-1, -1],
  [0, -1],
  [-1, 0],
] as const;

/** What a sheet is painted from. */
export interface SheetProps {
  readonly width: number;
  readonly height: number;
  /** Owners as they are shown now. */
  readonly land: Int16Array;
  readonly palette: Palette;
  readonly paperOf: (owner: number) => Paper;
}

interface Tile {
  readonly canvas: HTMLCanvasElement;
  readonly pen: CanvasRenderingContext2D;
  readonly stale: Set<number>;
  seen: number;
}

/** The board's land as cut paper, cached in tiles; only cells that change, and those around them, are painted anew. */
export class Sheet {
  readonly #props: SheetProps;
  readonly #tiles = new Map<number, Tile>();
  readonly #across: number;
  #px = 0;
  #draws = 0;

  constructor(props: SheetProps) {
    this.#props = props;
    this.#across = Math.ceil(props.width / TILE);
  }

  /** Some cells look different from now on. */
  touch(cell: number): void {
    const { width, height } = this.#props;
    const x = cell % width;
    const y = Math.floor(cell / width);
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + REACH); row += 1)
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + REACH); column += 1)
        this.#tiles.get(this.#tileAt(column, row))?.stale.add(row * width + column);
  }

  /** Draws the part between two corners (in cells) so that cell 0 begins at `left`, `top`; a cell is `px` wide. */
  draw(
    pen: CanvasRenderingContext2D,
    view: {
      readonly px: number;
      readonly left: number;
      readonly top: number;
      readonly width: number;
      readonly height: number;
    },
  ): void {
    if (view.px !== this.#px) this.#tiles.clear();
    this.#px = view.px;
    this.#draws += 1;
    const side = TILE * view.px;
    const first = { x: Math.floor(-view.left / side), y: Math.floor(-view.top / side) };
    const last = {
      x: Math.floor((view.width - view.left) / side),
      y: Math.floor((view.height - view.top) / side),
    };
    const down = Math.ceil(this.#props.height / TILE);
    let drawn = 0;
    for (let row = Math.max(0, first.y); row <= Math.min(down - 1, last.y); row += 1) {
      for (let column = Math.max(0, first.x); column <= Math.min(this.#across - 1, last.x); column += 1) {
        const tile = this.#tile(column, row);
        this.#refresh(tile, column, row);
        pen.drawImage(tile.canvas, view.left + column * side, view.top + row * side);
        drawn += 1;
      }
    }
    this.#forget(drawn + SPARE_TILES);
  }

  #tileAt(x: number, y: number): number {
    return Math.floor(y / TILE) * this.#across + Math.floor(x / TILE);
  }

  #tile(column: number, row: number): Tile {
    const key = row * this.#across + column;
    const known = this.#tiles.get(key);
    if (known !== undefined) {
      known.seen = this.#draws;
      return known;
    }
    const canvas = document.createElement('canvas');
    canvas.width = Math.min(TILE, this.#props.width - column * TILE) * this.#px;
    canvas.height = Math.min(TILE, this.#props.height - row * TILE) * this.#px;
    const tile = {
      canvas,
      pen: canvas.getContext('2d', { alpha: false })!,
      stale: new Set<number>(),
      seen: this.#draws,
    };
    const { width, height } = this.#props;
    for (let y = row * TILE; y < Math.min(height, (row + 1) * TILE); y += 1)
      for (let x = column * TILE; x < Math.min(width, (column + 1) * TILE); x += 1)
        tile.stale.add(y * width + x);
    this.#tiles.set(key, tile);
    return tile;
  }

  #refresh(tile: Tile, column: number, row: number): void {
    const { width } = this.#props;
    for (const cell of tile.stale) {
      const x = cell % width;
      const y = (cell - x) / width;
      this.#paint(tile.pen, x, y, (x - column * TILE) * this.#px, (y - row * TILE) * this.#px);
    }
    tile.stale.clear();
  }

  /** Tiles that were not seen for the longest go first. */
  #forget(keep: number): void {
    if (this.#tiles.size <= keep) return;
    const oldest = [...this.#tiles].sort(([, a], [, b]) => a.seen - b.seen);
    for (const [key] of oldest.slice(0, this.#tiles.size - keep)) this.#tiles.delete(key);
  }

  readonly #ownerAt = (x: number, y: number): number => {
    const { land, width, height } = this.#props;
    return x < 0 || y < 0 || x >= width || y >= height ? BEYOND : land[y * width + x]!;
  };

  /** One cell: what shows behind its rounded corners, its own piece of paper, the shadows that fall on it. */
  #paint(pen: CanvasRenderingContext2D, x: number, y: number, left: number, top: number): void {
    const { palette, paperOf } = this.#props;
    const px = this.#px;
    const owner = this.#ownerAt(x, y);
    const paper = paperOf(owner);
    if (this.#isInside(x, y, owner)) {
      pen.fillStyle = paper.land;
      pen.fillRect(left, top, px, px);
      if (owner === NEUTRAL) this.#paintDot(pen, left, top);
      return;
    }
    const corners = roundedCorners(this.#ownerAt, x, y);
    const depth = Math.max(1, Math.round(px * SHADOW));
    pen.save();
    pen.beginPath();
    pen.rect(left, top, px, px);
    pen.clip();
    this.#paintBehind(pen, corners, left, top);
    if (corners.some((behind) => behind !== null && paperOf(behind).height < paper.height))
      this.#fillPiece(pen, palette.shadow, corners, left + depth, top + depth, px);
    const below = this.#ownerAt(x, y + 1);
    const isCut =
      owner !== NEUTRAL && below !== owner && below !== BEYOND && paperOf(below).height <= paper.height;
    const edge = isCut ? Math.max(1, Math.round(px * EDGE * (owner === WALL ? 2 : 1))) : 0;
    if (isCut) this.#fillPiece(pen, paper.edge, corners, left, top, px);
    this.#fillPiece(pen, paper.land, corners, left, top, px - edge);
    if (owner === NEUTRAL) this.#paintDot(pen, left, top);
    this.#paintShadows(pen, x, y, left + depth, top + depth, paper.height);
    pen.restore();
  }

  /** Whether all around a cell is the same: most cells are, and are painted plainly. */
  #isInside(x: number, y: number, owner: number): boolean {
    for (let row = y - 1; row <= y + 1; row += 1)
      for (let column = x - 1; column <= x + 1; column += 1)
        if (this.#ownerAt(column, row) !== owner) return false;
    return true;
  }

  #paintDot(pen: CanvasRenderingContext2D, left: number, top: number): void {
    const px = this.#px;
    const dot = Math.max(2, Math.round(px * 0.09));
    pen.fillStyle = this.#props.palette.grid;
    pen.fillRect(left + (px - dot) / 2, top + (px - dot) / 2, dot, dot);
  }

  #paintBehind(
    pen: CanvasRenderingContext2D,
    corners: readonly (number | null)[],
    left: number,
    top: number,
  ): void {
    const half = Math.ceil(this.#px / 2);
    for (const [corner, behind] of corners.entries()) {
      if (behind === null) continue;
      pen.fillStyle = this.#props.paperOf(behind).land;
      const isRight = corner === 1 || corner === 2;
      pen.fillRect(left + (isRight ? half : 0), top + (corner >= 2 ? half : 0), half, half);
    }
  }

  #fillPiece(
    pen: CanvasRenderingContext2D,
    colour: string,
    corners: readonly (number | null)[],
    left: number,
    top: number,
    height: number,
  ): void {
    pen.fillStyle = colour;
    pen.beginPath();
    this.#tracePiece(pen, corners, left, top, height);
    pen.fill();
  }

  #tracePiece(
    pen: CanvasRenderingContext2D,
    corners: readonly (number | null)[],
    left: number,
    top: number,
    height: number,
  ): void {
    const px = this.#px;
    if (corners.every((behind) => behind === null)) pen.rect(left, top, px, height);
    else {
      const radius = px * RADIUS;
      pen.roundRect(
        left,
        top,
        px,
        height,
        corners.map((behind) => (behind === null ? 0 : radius)),
      );
    }
  }

  /** Light comes from the top left: the three neighbours there throw their shapes, moved a little, on this cell. */
  #paintShadows(
    pen: CanvasRenderingContext2D,
    x: number,
    y: number,
    left: number,
    top: number,
    height: number,
  ): void {
    const px = this.#px;
    let any = false;
    for (const [dx, dy] of LIGHTWARD) {
      const caster = this.#ownerAt(x + dx, y + dy);
      if (caster === BEYOND || this.#props.paperOf(caster).height <= height) continue;
      if (!any) pen.beginPath();
      any = true;
      this.#tracePiece(pen, roundedCorners(this.#ownerAt, x + dx, y + dy), left + dx * px, top + dy * px, px);
    }
    if (!any) return;
    pen.fillStyle = this.#props.palette.shadow;
    pen.fill();
  }
}
