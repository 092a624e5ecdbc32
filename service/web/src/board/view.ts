import type { Point } from './camera.ts';
import type { Box } from './motion.ts';

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

/** How far what is drawn at a point reaches around it, in cells. */
const REACH = 2;

/** Whether a point, or what is drawn around it, is in view. */
export function isSeen({ x, y }: Point, view: View): boolean {
  return isInView({ left: x, right: x, top: y, bottom: y }, view);
}

/** Whether anything of a part of the board, or what is drawn around it, is in view. */
export function isInView(box: Box, { px, left, top, width, height }: View): boolean {
  return (
    left + (box.right + REACH) * px > 0 &&
    top + (box.bottom + REACH) * px > 0 &&
    left + (box.left - REACH) * px < width &&
    top + (box.top - REACH) * px < height
  );
}
