import { STILL } from '../../../game/index.ts';
import type { Frame, Head } from '../worker/messages.ts';
import { between, middleOf, type Point } from './camera.ts';

/** One player between two ticks. */
export interface Moving {
  readonly head: Head;
  /** Where the head is drawn, in cells. */
  readonly at: Point;
  /** The trail up to the head; empty without one. */
  readonly trail: readonly Point[];
  /** Direction in which the head points, 4 for none. */
  readonly heading: number;
}

/** Everybody on the board on the way from one frame to the next. `share` 0 is the first of them. */
export function movingBetween(
  frame: Frame,
  next: Frame | undefined,
  share: number,
  { width, land }: { readonly width: number; readonly land: Int16Array },
): Moving[] {
  const coming = new Map(next?.heads.map((head) => [head.who, head]));
  const moving: Moving[] = [];
  let from = 0;
  for (const head of frame.heads) {
    const cells = frame.trails.subarray(from, from + head.trail);
    from += head.trail;
    if (head.at < 0) continue;
    const then = coming.get(head.who);
    const to = destinationOf(head, then, next);
    const start = middleOf(head.at, width);
    const at = between(start, middleOf(to, width), share);
    const trail = Array.from(cells, (cell) => middleOf(cell, width));
    if (trail.length > 0) {
      const root = rootOf(cells, head.who, width, land);
      if (root >= 0) trail.unshift(middleOf(root, width));
      trail.push(at);
    } else if ((then?.trail ?? 0) > 0 && to !== head.at) trail.push(start, at);
    moving.push({ head, at, trail, heading: headingOf(head, then, to) });
  }
  return moving;
}

/** Where a head goes: the dead go to the cell where they die. */
function destinationOf(head: Head, then: Head | undefined, next: Frame | undefined): number {
  if (then === undefined) return head.at;
  if (then.at >= 0) return then.at;
  return next?.deaths.find((death) => death.who === head.who)?.at ?? head.at;
}

function headingOf(head: Head, then: Head | undefined, to: number): number {
  return to !== head.at && then !== undefined && then.heading !== STILL ? then.heading : head.heading;
}

/** The own cell from which a trail set out, straight behind its beginning if there is one; −1 without any. */
function rootOf(cells: Int32Array, who: number, width: number, land: Int16Array): number {
  const first = cells[0]!;
  const straight = 2 * first - (cells[1] ?? first);
  const column = first % width;
  const around = [first - width, first + width];
  if (column > 0) around.push(first - 1);
  if (column < width - 1) around.push(first + 1);
  const own = around.filter((cell) => land[cell] === who);
  return own.includes(straight) ? straight : (own[0] ?? -1);
}
