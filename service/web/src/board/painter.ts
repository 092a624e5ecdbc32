import { STILL } from '../../../game/index.ts';
import type { Point } from './camera.ts';
import { UNFOLD_MS, unfolded } from './flow.ts';
import type { Moving } from './motion.ts';
import { FALL_MS, GAIN_MS, type Scene } from './scene.ts';
import type { Sheet } from './sheet.ts';

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
  /** The player's next direction, not yet played; null for none. */
  readonly wanted: number | null;
  /** Whose labels are drawn: nobody's, people's, or everybody's. */
  readonly labels: 'none' | 'people' | 'all';
}

const TURNS = [-Math.PI / 2, 0, Math.PI / 2, Math.PI] as const;

/** Draws one picture of a scene. */
export function paint(
  pen: CanvasRenderingContext2D,
  {
    scene,
    sheet,
    view,
    now,
    extras,
  }: { scene: Scene; sheet: Sheet; view: View; now: number; extras: Extras },
): void {
  const { palette } = scene;
  pen.fillStyle = palette.desk;
  pen.fillRect(0, 0, view.width, view.height);
  paintTable(pen, scene, view);
  unfold(pen, scene, sheet, view, now);
  const moving = scene.moving().filter(({ at, trail }) => trail.length > 0 || isSeen(at, view));
  for (const player of moving) paintTrail(pen, scene, view, player);
  paintFalls(pen, scene, view, now);
  const mine = moving.find(({ head }) => head.who === scene.me);
  for (const player of moving)
    if (player !== mine && isSeen(player.at, view)) paintHead(pen, scene, view, player);
  if (mine !== undefined) paintOwnHead(pen, scene, view, mine, extras.wanted);
  for (const player of moving) if (player !== mine) paintLabel(pen, scene, view, player, extras);
  paintGains(pen, scene, view, now);
}

function isSeen({ x, y }: Point, { px, left, top, width, height }: View): boolean {
  const atX = left + x * px;
  const atY = top + y * px;
  return atX > -2 * px && atY > -2 * px && atX < width + 2 * px && atY < height + 2 * px;
}

/** The board's own shadow on the desk. */
function paintTable(pen: CanvasRenderingContext2D, scene: Scene, { px, left, top }: View): void {
  const { width, height } = scene.board;
  pen.fillStyle = scene.palette.shadow;
  const depth = Math.round(px * 0.3);
  pen.fillRect(left + depth, top + depth, width * px, height * px);
}

/** Draws the sheet and, over it, the cells that are unfolding; those that are done go into the sheet. */
function unfold(pen: CanvasRenderingContext2D, scene: Scene, sheet: Sheet, view: View, now: number): void {
  for (const flow of scene.flows) {
    while (flow.done < flow.cells.length && now - flow.begun - flow.delays[flow.done]! >= UNFOLD_MS) {
      const cell = flow.cells[flow.done]!;
      scene.shown[cell] = scene.land[cell]!;
      sheet.touch(cell);
      flow.done += 1;
    }
  }
  for (let index = scene.flows.length - 1; index >= 0; index -= 1)
    if (scene.flows[index]!.done === scene.flows[index]!.cells.length) scene.flows.splice(index, 1);
  sheet.draw(pen, view);
  const { width } = scene.board;
  const { px } = view;
  for (const flow of scene.flows) {
    pen.fillStyle = scene.paperOf(flow.owner).land;
    for (let index = flow.done; index < flow.cells.length; index += 1) {
      const share = unfolded(flow, index, now);
      if (share === 0) break;
      const cell = flow.cells[index]!;
      const side = Math.ceil(px * share);
      const left = view.left + (cell % width) * px + (px - side) / 2;
      const top = view.top + Math.floor(cell / width) * px + (px - side) / 2;
      if (left > -px && top > -px && left < view.width && top < view.height)
        pen.fillRect(left, top, side, side);
    }
  }
}

function paintTrail(pen: CanvasRenderingContext2D, scene: Scene, view: View, { head, trail }: Moving): void {
  if (trail.length < 2) return;
  const { px, left, top } = view;
  const ink = scene.inkOf(head.who);
  pen.beginPath();
  for (const [index, { x, y }] of trail.entries()) {
    if (index === 0) pen.moveTo(left + x * px, top + y * px);
    else pen.lineTo(left + x * px, top + y * px);
  }
  pen.lineJoin = 'round';
  pen.lineCap = 'butt';
  pen.globalAlpha = 0.3;
  pen.strokeStyle = ink.land;
  pen.lineWidth = px;
  pen.stroke();
  pen.globalAlpha = 1;
  pen.lineCap = 'round';
  pen.strokeStyle = ink.trail;
  pen.lineWidth = px * (head.who === scene.me ? 0.5 : 0.42);
  pen.stroke();
}

/** Trails of the fallen shrink away, cell by cell from the head back. */
function paintFalls(pen: CanvasRenderingContext2D, scene: Scene, view: View, now: number): void {
  const { width } = scene.board;
  const { px, left, top } = view;
  for (let index = scene.falls.length - 1; index >= 0; index -= 1) {
    const fall = scene.falls[index]!;
    const share = (now - fall.begun) / FALL_MS;
    if (share >= 1) {
      scene.falls.splice(index, 1);
      continue;
    }
    const ink = scene.inkOf(fall.who);
    pen.globalAlpha = 1 - share;
    pen.fillStyle = ink.trail;
    const side = px * 0.42 * (scene.still ? 1 : 1 - share * 0.6);
    for (const cell of fall.trail) {
      const x = left + ((cell % width) + 0.5) * px;
      const y = top + (Math.floor(cell / width) + 0.5) * px;
      pen.fillRect(x - side / 2, y - side / 2, side, side);
    }
    const x = left + ((fall.at % width) + 0.5) * px;
    const y = top + (Math.floor(fall.at / width) + 0.5) * px;
    pen.strokeStyle = ink.trail;
    pen.lineWidth = Math.max(1, px * 0.12 * (1 - share));
    pen.beginPath();
    pen.arc(x, y, px * (scene.still ? 0.6 : 0.45 + share * 1.1), 0, 2 * Math.PI);
    pen.stroke();
    pen.globalAlpha = 1;
  }
}

/** People are round, robots square with two eyes. */
function paintHead(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  { head, at, heading }: Moving,
): void {
  const { px } = view;
  const ink = scene.inkOf(head.who);
  const x = view.left + at.x * px;
  const y = view.top + at.y * px;
  pen.globalAlpha = head.lost ? 0.5 : 1;
  pen.fillStyle = scene.palette.halo;
  shape(pen, head.bot, x, y, px * 0.46);
  pen.fillStyle = ink.trail;
  shape(pen, head.bot, x, y, px * 0.38);
  pen.fillStyle = scene.palette.halo;
  if (head.bot) {
    const [dx, dy] = aheadOf(heading);
    for (const side of [-1, 1]) {
      pen.beginPath();
      pen.arc(x + (dx * 0.1 + side * 0.14) * px, y + dy * 0.1 * px, px * 0.08, 0, 2 * Math.PI);
      pen.fill();
    }
  } else if (heading !== STILL) chevron(pen, x, y, px * 0.2, heading);
  pen.globalAlpha = 1;
}

/** One's own head, and before it the turn that is on its way. */
function paintOwnHead(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  { at, heading }: Moving,
  wanted: number | null,
): void {
  const { px } = view;
  const x = view.left + at.x * px;
  const y = view.top + at.y * px;
  pen.fillStyle = scene.palette.shadow;
  shape(pen, false, x + px * 0.08, y + px * 0.1, px * 0.6);
  pen.fillStyle = scene.palette.ring;
  shape(pen, false, x, y, px * 0.58);
  pen.fillStyle = scene.palette.own.trail;
  shape(pen, false, x, y, px * 0.46);
  const pointed = wanted ?? heading;
  if (pointed !== STILL) {
    pen.fillStyle = scene.palette.halo;
    chevron(pen, x, y, px * 0.25, pointed);
  }
  if (wanted !== null && wanted !== STILL && wanted !== heading) {
    const [dx, dy] = aheadOf(wanted);
    pen.fillStyle = scene.palette.own.trail;
    chevron(pen, x + dx * px, y + dy * px, px * 0.3, wanted);
  }
}

function aheadOf(heading: number): readonly [number, number] {
  return (
    (
      [
        [0, -1],
        [1, 0],
        [0, 1],
        [-1, 0],
      ] as const
    )[heading] ?? [0, 0]
  );
}

function shape(pen: CanvasRenderingContext2D, square: boolean, x: number, y: number, radius: number): void {
  pen.beginPath();
  if (square) pen.roundRect(x - radius, y - radius, 2 * radius, 2 * radius, radius * 0.45);
  else pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

function chevron(pen: CanvasRenderingContext2D, x: number, y: number, size: number, heading: number): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(TURNS[heading] ?? 0);
  pen.beginPath();
  pen.moveTo(size, 0);
  pen.lineTo(-size * 0.7, size * 0.85);
  pen.lineTo(-size * 0.25, 0);
  pen.lineTo(-size * 0.7, -size * 0.85);
  pen.closePath();
  pen.fill();
  pen.restore();
}

function paintLabel(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  { head, at }: Moving,
  { labels, nameOf }: Extras,
): void {
  if (labels === 'none' || (labels === 'people' && head.bot) || !isSeen(at, view)) return;
  const { px, ratio } = view;
  pen.font = `${head.bot ? 500 : 700} ${Math.round(12 * ratio)}px system-ui, sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'bottom';
  pen.lineJoin = 'round';
  pen.lineWidth = 3 * ratio;
  pen.strokeStyle = scene.palette.halo;
  pen.fillStyle = scene.palette.text;
  pen.globalAlpha = head.bot ? 0.75 : 1;
  const x = view.left + at.x * px;
  const y = view.top + (at.y - 0.62) * px;
  const name = nameOf(head.who);
  pen.strokeText(name, x, y);
  pen.fillText(name, x, y);
  pen.globalAlpha = 1;
}

/** What was won rises as a number, the larger the more it is. */
function paintGains(pen: CanvasRenderingContext2D, scene: Scene, view: View, now: number): void {
  const { width } = scene.board;
  const { px, ratio } = view;
  for (let index = scene.gains.length - 1; index >= 0; index -= 1) {
    const { cells, at, begun } = scene.gains[index]!;
    const share = (now - begun) / GAIN_MS;
    if (share >= 1) {
      scene.gains.splice(index, 1);
      continue;
    }
    const size = Math.min(46, 20 + 2.2 * Math.sqrt(cells)) * ratio;
    const rise = scene.still ? 1.4 : 1.1 + 1.2 * (1 - (1 - share) ** 3);
    const x = view.left + ((at % width) + 0.5) * px;
    const y = view.top + (Math.floor(at / width) + 0.5 - rise) * px;
    pen.globalAlpha = Math.min(1, 3 * (1 - share));
    pen.font = `800 ${Math.round(size)}px system-ui, sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'alphabetic';
    pen.lineJoin = 'round';
    pen.lineWidth = size * 0.22;
    pen.strokeStyle = scene.palette.halo;
    pen.fillStyle = scene.palette.own.trail;
    pen.strokeText(`+${cells}`, x, y);
    pen.fillText(`+${cells}`, x, y);
    pen.globalAlpha = 1;
  }
}
