import { STILL } from '../../../game/index.ts';
import type { Frame, Head } from '../worker/messages.ts';
import { between, middleOf, type Point } from './camera.ts';

/** A part of the board, in cells. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** One player's way from a tick to the next. */
export interface Route {
  readonly head: Head;
  /** Where the head comes from and where it goes, in cells. */
  readonly from: Point;
  readonly to: Point;
  /** Where the trail begins and turns, the last of them where the head comes from; empty without one. */
  readonly trail: readonly Point[];
  /** Holds all of the trail and both ends of the way. */
  readonly box: Box;
  /** Direction in which the head points, 4 for none. */
  readonly heading: number;
}

/** One player between two ticks. */
export interface Moving extends Route {
  /** Where the head is drawn, and its trail ends. */
  readonly at: Point;
}

/** Ways of everybody on the board from one frame to the next: found once, and walked in many pictures. */
export function routesBetween(
  frame: Frame,
  next: Frame | undefined,
  { width, land }: { readonly width: number; readonly land: Int16Array },
): Route[] {
  const coming = new Map(next?.heads.map((head) => [head.who, head]));
  const routes: Route[] = [];
  let from = 0;
  for (const head of frame.heads) {
    const cells = frame.trails.subarray(from, from + head.trail);
    from += head.trail;
    if (head.at < 0) continue;
    const then = coming.get(head.who);
    const to = destinationOf(head, then, next);
    const ends = { from: middleOf(head.at, width), to: middleOf(to, width) };
    const trail: Point[] = [];
    if (cells.length > 0) {
      const root = rootOf(cells, head.who, width, land);
      if (root >= 0) bend(trail, middleOf(root, width));
      for (const cell of cells) bend(trail, middleOf(cell, width));
    } else if ((then?.trail ?? 0) > 0 && to !== head.at) trail.push(ends.from);
    const box = boxAround([ends.from, ends.to, ...trail]);
    routes.push({ head, ...ends, trail, box, heading: headingOf(head, then, to) });
  }
  return routes;
}

/** Somebody on the way. `share` 0 is its beginning. */
export function along(route: Route, share: number): Moving {
  return { ...route, at: between(route.from, route.to, share) };
}

/** Goes on to a point; what lies straight between is left out. */
function bend(trail: Point[], to: Point): void {
  const [before, last] = trail.slice(-2);
  const isStraight =
    before !== undefined &&
    last !== undefined &&
    ((before.x === last.x && last.x === to.x) || (before.y === last.y && last.y === to.y));
  if (isStraight) trail.pop();
  trail.push(to);
}

function boxAround(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
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
