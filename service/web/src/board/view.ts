import type { Point } from './camera.ts';

/** Where the board lies on the canvas: cell 0 begins at `left`, `top`; a cell is `px` wide. Device pixels. */
export interface View {
  readonly px: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Device pixels of a CSS pixel. */
  readonly ratio: number;
}

/** What is drawn besides the scene itself. */
export interface Extras {
  readonly nameOf: (who: number) => string;
  /** Somebody's picture; null for nobody's, and until it has come. */
  readonly pictureOf: (who: number) => CanvasImageSource | null;
  /** The player's next direction, not yet played; null for none. */
  readonly wanted: number | null;
  /** Whose labels are drawn: nobody's, people's, or everybody's. */
  readonly labels: 'none' | 'people' | 'all';
}

/** Whether a point, or what is drawn around it, is in view. */
export function isSeen({ x, y }: Point, { px, left, top, width, height }: View): boolean {
  const atX = left + x * px;
  const atY = top + y * px;
  return atX > -2 * px && atY > -2 * px && atX < width + 2 * px && atY < height + 2 * px;
}
