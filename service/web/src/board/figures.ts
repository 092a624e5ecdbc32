import { STILL } from '../../../game/index.ts';
import type { Moving } from './motion.ts';
import type { Scene } from './scene.ts';
import { type Extras, isSeen, type View } from './view.ts';

const TURNS = [-Math.PI / 2, 0, Math.PI / 2, Math.PI] as const;

/** People are round, robots square with two eyes. */
export function paintHead(
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
export function paintOwnHead(
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

/** A name above its head. */
export function paintLabel(
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
