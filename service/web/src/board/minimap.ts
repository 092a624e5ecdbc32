import { NEUTRAL, WALL } from '../../../game/index.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

/** The whole board on a small canvas: land, one's own head, and what is in view. Drawn once a tick. */
export class Minimap {
  readonly #canvas: HTMLCanvasElement;
  readonly #land = document.createElement('canvas');

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  draw(stage: Stage, followed: number | null): void {
    const { scene } = stage;
    if (scene === null) return;
    this.#drawLand(scene);
    const { width, height } = scene.board;
    const side = Math.round(this.#canvas.clientWidth * Math.min(2, devicePixelRatio || 1));
    this.#canvas.width = side;
    this.#canvas.height = Math.round((side * height) / width);
    const pen = this.#canvas.getContext('2d')!;
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.#land, 0, 0, this.#canvas.width, this.#canvas.height);
    const scale = side / width;
    const { center, width: seenWidth, height: seenHeight } = stage.window;
    pen.strokeStyle = scene.palette.text;
    pen.globalAlpha = 0.55;
    pen.lineWidth = Math.max(1, side / 120);
    pen.strokeRect(
      (center.x - seenWidth / 2) * scale,
      (center.y - seenHeight / 2) * scale,
      seenWidth * scale,
      seenHeight * scale,
    );
    pen.globalAlpha = 1;
    const head = followed === null ? undefined : scene.headOf(followed);
    if (head === undefined || head.at < 0) return;
    const x = ((head.at % width) + 0.5) * scale;
    const y = (Math.floor(head.at / width) + 0.5) * scale;
    for (const [radius, colour] of [
      [side / 28, scene.palette.halo],
      [side / 40, scene.inkOf(head.who).trail],
    ] as const) {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.fill();
    }
  }

  #drawLand(scene: Scene): void {
    const { width, height } = scene.board;
    this.#land.width = width;
    this.#land.height = height;
    const pen = this.#land.getContext('2d')!;
    const image = pen.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const inks = new Map<number, number>();
    for (let cell = 0; cell < pixels.length; cell += 1) {
      const owner = scene.land[cell]!;
      let ink = inks.get(owner);
      if (ink === undefined) {
        ink = pixelOf(colourOf(scene, owner));
        inks.set(owner, ink);
      }
      pixels[cell] = ink;
    }
    let from = 0;
    for (const head of scene.frame.heads) {
      const ink = head.trail === 0 ? 0 : pixelOf(scene.inkOf(head.who).trail);
      for (const cell of scene.frame.trails.subarray(from, from + head.trail)) pixels[cell] = ink;
      from += head.trail;
    }
    pen.putImageData(image, 0, 0);
  }
}

function colourOf(scene: Scene, owner: number): string {
  if (owner === WALL) return scene.palette.wall;
  return owner === NEUTRAL ? scene.palette.paper : scene.paperOf(owner).land;
}

/** A colour `#rrggbb` as the 32 bits of an opaque pixel. */
function pixelOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return (0xff000000 | (blue! << 16) | (green! << 8) | red!) >>> 0;
}
