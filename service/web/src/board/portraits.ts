import type { Plot } from './plot.ts';
import type { Scene } from './scene.ts';
import type { Extras, View } from './view.ts';

/** Milliseconds in which pictures appear: the last captures flow in first. */
const APPEAR_MS = 700;

/** CSS pixels of a picture's side: a smaller one nobody would recognize, a larger one would hide the land. */
const LEAST = 18;
const MOST = 112;

/** Part of its plot that a picture takes, so that land shows around it; its frame, and the rounding of its corners. */
const SHARE = 0.74;
const FRAME = 0.06;
const ROUNDING = 0.26;

/** At the end of a match, everybody's picture on the middle of their land. */
export function paintPortraits(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  now: number,
  { pictureOf }: Extras,
): void {
  if (scene.endedAt === null) return;
  const share = scene.still ? 1 : (now - scene.endedAt) / APPEAR_MS;
  if (share <= 0) return;
  pen.globalAlpha = Math.min(1, share) ** 2;
  for (const [who, plot] of scene.plots()) {
    const side = Math.min(MOST * view.ratio, plot.side * view.px * SHARE);
    const isTooSmall = side < LEAST * view.ratio;
    if (isTooSmall && who !== scene.me) continue;
    const picture = pictureOf(who);
    if (picture !== null) hang(pen, scene, view, plot, Math.max(side, LEAST * view.ratio), picture);
  }
  pen.globalAlpha = 1;
}

function hang(
  pen: CanvasRenderingContext2D,
  { palette }: Scene,
  { left, top, px }: View,
  plot: Plot,
  side: number,
  picture: CanvasImageSource,
): void {
  const x = left + (plot.x + plot.side / 2) * px - side / 2;
  const y = top + (plot.y + plot.side / 2) * px - side / 2;
  const frame = Math.max(1, side * FRAME);
  pen.fillStyle = palette.halo;
  pen.beginPath();
  pen.roundRect(x - frame, y - frame, side + 2 * frame, side + 2 * frame, side * ROUNDING + frame);
  pen.fill();
  pen.save();
  pen.beginPath();
  pen.roundRect(x, y, side, side, side * ROUNDING);
  pen.clip();
  pen.drawImage(picture, x, y, side, side);
  pen.restore();
}
