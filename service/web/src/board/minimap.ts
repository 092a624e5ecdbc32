import { NEUTRAL, WALL } from '../../../game/index.ts';
import type { Palette } from './palette.ts';
import type { Scene } from './scene.ts';
import { MOST_RATIO } from './sharpness.ts';
import type { Stage } from './stage.ts';

/** What stands in for an owner whose cell is to be drawn in any case. */
const UNDRAWN = -32_768;

/** The board's cells as pixels, and what was drawn of it: most cells are as they were. */
interface Print {
  readonly scene: Scene;
  readonly palette: Palette;
  readonly me: number;
  readonly image: ImageData;
  readonly pixels: Uint32Array;
  readonly owners: Int16Array;
}

/** The whole board on a small canvas: land, one's own head, and what is in view. Drawn once a tick. */
export class Minimap {
  readonly #canvas: HTMLCanvasElement;
  readonly #land = document.createElement('canvas');
  #print: Print | null = null;
  /** The window in which the canvas was measured: to measure it at every tick would lay the page out anew. */
  #fitted = '';

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  draw(stage: Stage, followed: number | null): void {
    const { scene } = stage;
    if (scene === null) return;
    this.#drawLand(scene);
    const { width, height } = scene.board;
    this.#fit(height / width);
    const side = this.#canvas.width;
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

  #fit(slope: number): void {
    const fitted = `${innerWidth} ${innerHeight} ${devicePixelRatio} ${slope}`;
    if (fitted === this.#fitted) return;
    // One that is not laid out yet is measured again.
    if (this.#canvas.clientWidth > 0) this.#fitted = fitted;
    this.#canvas.width = Math.round(this.#canvas.clientWidth * Math.min(MOST_RATIO, devicePixelRatio || 1));
    this.#canvas.height = Math.round(this.#canvas.width * slope);
  }

  #drawLand(scene: Scene): void {
    const { width, height } = scene.board;
    const pen = this.#land.getContext('2d')!;
    const { palette, me } = scene;
    if (this.#print?.scene !== scene || this.#print.palette !== palette || this.#print.me !== me) {
      this.#land.width = width;
      this.#land.height = height;
      this.#print = printOf(scene, pen);
    }
    const { image, pixels, owners } = this.#print;
    const inks = new Map<number, number>();
    for (let cell = 0; cell < pixels.length; cell += 1) {
      const owner = scene.land[cell]!;
      if (owner === owners[cell]) continue;
      let ink = inks.get(owner);
      if (ink === undefined) {
        ink = pixelOf(colourOf(scene, owner));
        inks.set(owner, ink);
      }
      owners[cell] = owner;
      pixels[cell] = ink;
    }
    let from = 0;
    for (const head of scene.frame.heads) {
      const ink = head.trail === 0 ? 0 : pixelOf(scene.inkOf(head.who).trail);
      for (const cell of scene.frame.trails.subarray(from, from + head.trail)) {
        pixels[cell] = ink;
        owners[cell] = UNDRAWN;
      }
      from += head.trail;
    }
    pen.putImageData(image, 0, 0);
  }
}

function printOf(scene: Scene, pen: CanvasRenderingContext2D): Print {
  const { width, height } = scene.board;
  const image = pen.createImageData(width, height);
  const owners = new Int16Array(width * height).fill(UNDRAWN);
  const { palette, me } = scene;
  return { scene, palette, me, image, pixels: new Uint32Array(image.data.buffer), owners };
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
