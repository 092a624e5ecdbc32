import { paintHead, paintLabel, paintOwnHead } from './figures.ts';
import { UNFOLD_MS, unfolded } from './flow.ts';
import { along, type Moving } from './motion.ts';
import { paintPortraits } from './portraits.ts';
import { FALL_MS, GAIN_MS, type Scene } from './scene.ts';
import type { Sheet } from './sheet.ts';
import { type Extras, isInView, isSeen, type View } from './view.ts';

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
  const { share } = scene;
  const seen = scene.routes().filter(({ box }) => isInView(box, view));
  const moving = seen.map((route) => along(route, share));
  for (const player of moving) paintTrail(pen, scene, view, player);
  paintFalls(pen, scene, view, now);
  const mine = moving.find(({ head }) => head.who === scene.me);
  for (const player of moving)
    if (player !== mine && isSeen(player.at, view)) paintHead(pen, scene, view, player);
  if (mine !== undefined) paintOwnHead(pen, scene, view, mine, extras.wanted);
  for (const player of moving) if (player !== mine) paintLabel(pen, scene, view, player, extras);
  paintPortraits(pen, scene, view, now, extras);
  paintGains(pen, scene, view, now);
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

function paintTrail(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  { head, trail, at }: Moving,
): void {
  if (trail.length === 0) return;
  const { px, left, top } = view;
  const ink = scene.inkOf(head.who);
  pen.beginPath();
  pen.moveTo(left + trail[0]!.x * px, top + trail[0]!.y * px);
  for (const { x, y } of trail) pen.lineTo(left + x * px, top + y * px);
  pen.lineTo(left + at.x * px, top + at.y * px);
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

/** What was won rises as a number, the larger the more it is. */
function paintGains(pen: CanvasRenderingContext2D, scene: Scene, view: View, now: number): void {
  const { width } = scene.board;
  const { px, ratio } = view;
  for (let index = scene.gains.length - 1; index >= 0; index -= 1) {
    const { points, at, begun } = scene.gains[index]!;
    const share = (now - begun) / GAIN_MS;
    if (share >= 1) {
      scene.gains.splice(index, 1);
      continue;
    }
    const size = Math.min(46, 20 + 2.2 * Math.sqrt(points)) * ratio;
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
    pen.strokeText(`+${points}`, x, y);
    pen.fillText(`+${points}`, x, y);
    pen.globalAlpha = 1;
  }
}
