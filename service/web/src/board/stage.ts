import type { Board, Frame } from '../worker/messages.ts';
import {
  Camera,
  cellSize,
  marginsOf,
  middleOf,
  overview,
  type Point,
  panelHeight,
  wholeView,
  within,
} from './camera.ts';
import { paint } from './painter.ts';
import { paletteOf } from './palette.ts';
import { Scene } from './scene.ts';
import { Sharpness } from './sharpness.ts';
import { Sheet } from './sheet.ts';
import type { Extras, View } from './view.ts';

/** Milliseconds between two pictures while nobody is followed: nobody plays, and the battery is somebody's. */
const IDLE_MS = 30;

/** What a stage asks its page while it draws. */
export interface StageProps {
  readonly canvas: HTMLCanvasElement;
  /** Called once for each frame of the match, when it is shown. */
  readonly shown: (frame: Frame, board: Board) => void;
  readonly extras: () => Extras;
  /** Whether a panel hides the bottom. */
  readonly hasPanel: () => boolean;
  /**
   * Who is followed: a player; or nobody, and the camera drifts over the board, shows all of it beside a card, or the
   * whole of it above a panel.
   */
  readonly follow: () => number | 'drift' | 'all' | 'whole';
}

/** Draws a match on a canvas, as often as the screen can. */
export class Stage {
  readonly #props: StageProps;
  readonly #pen: CanvasRenderingContext2D;
  readonly #camera = new Camera();
  readonly #sharpness = new Sharpness();
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #resize: ResizeObserver;
  #scene: Scene | null = null;
  #sheet: Sheet | null = null;
  #drawnAt = 0;
  #request = 0;
  /** The canvas in CSS pixels, and device pixels of one of them. */
  #screen = { width: 0, height: 0, ratio: 1 };
  #target: Point | null = null;

  constructor(props: StageProps) {
    this.#props = props;
    this.#pen = props.canvas.getContext('2d', { alpha: false })!;
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(props.canvas);
    this.#dark.addEventListener('change', this.#restyle);
    this.#calm.addEventListener('change', this.#restyle);
    this.#fit();
    this.#request = requestAnimationFrame(this.#draw);
  }

  get scene(): Scene | null {
    return this.#scene;
  }

  /** Another match, or the same one anew. */
  begin(board: Board): void {
    const known = this.#scene?.board.code === board.code;
    const options = { dark: this.#dark.matches, still: this.#calm.matches, now: performance.now() };
    this.#scene = new Scene(board, options);
    this.#makeSheet();
    if (!known) this.#target = null;
    this.#props.shown(board.frame, board);
  }

  /** Another tick of it. */
  push(frame: Frame): void {
    this.#scene?.playback.push(frame, performance.now());
  }

  /** The part of the board in view, in cells: middle and size. */
  get window(): { readonly center: Point; readonly width: number; readonly height: number } {
    const { width, height } = this.#props.canvas;
    const px = this.#px();
    return { center: this.#camera.center, width: width / px, height: height / px };
  }

  /** How far down the screen a cell lies: 0 at its top, 1 at its bottom. */
  heightOf(cell: number): number {
    if (this.#scene === null) return 0;
    const { center, height } = this.window;
    return (middleOf(cell, this.#scene.board.width).y - center.y) / height + 0.5;
  }

  /** Stops drawing for good. */
  close(): void {
    cancelAnimationFrame(this.#request);
    this.#resize.disconnect();
    this.#dark.removeEventListener('change', this.#restyle);
    this.#calm.removeEventListener('change', this.#restyle);
  }

  #fit(): void {
    const { canvas } = this.#props;
    const ratio = this.#sharpness.ratioOn(devicePixelRatio || 1);
    this.#screen = { width: canvas.clientWidth, height: canvas.clientHeight, ratio };
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    // Another size makes the canvas black until the next picture, and there may be none for long.
    this.#pen.fillStyle = paletteOf(this.#dark.matches).desk;
    this.#pen.fillRect(0, 0, width, height);
  }

  readonly #restyle = (): void => {
    const scene = this.#scene;
    if (scene === null) return;
    scene.repaint(this.#dark.matches);
    scene.still = this.#calm.matches;
    this.#makeSheet();
  };

  #makeSheet(): void {
    const scene = this.#scene!;
    this.#sheet = new Sheet({
      width: scene.board.width,
      height: scene.board.height,
      land: scene.shown,
      palette: scene.palette,
      paperOf: (owner) => scene.paperOf(owner),
    });
  }

  #px(): number {
    return Math.round(cellSize(this.#screen) * this.#screen.ratio);
  }

  readonly #draw = (now: number): void => {
    this.#request = requestAnimationFrame(this.#draw);
    const scene = this.#scene;
    const sheet = this.#sheet;
    const { canvas, shown, extras, follow } = this.#props;
    if (scene === null || sheet === null || canvas.width === 0) return;
    const isResting = isIdle(follow());
    if (isResting && now - this.#drawnAt < IDLE_MS) return;
    if (!isResting && this.#sharpness.isTooMuch(this.#screen.ratio, now)) this.#fit();
    for (const frame of scene.advance(now)) shown(frame, scene.board);
    const view = this.#look(scene, now);
    paint(this.#pen, { scene, sheet: this.#sheet!, view, now, extras: extras() });
    this.#drawnAt = now;
  };

  #look(scene: Scene, now: number): View {
    const { canvas } = this.#props;
    const { width, height } = canvas;
    const followed = this.#props.follow();
    if (followed === 'all' || followed === 'whole') return this.#lookAtAll(scene, followed);
    const px = this.#px();
    const wanted = this.#wanted(scene, followed, now);
    const { left, right, top, bottom } = marginsOf(this.#screen);
    const hidden = this.#props.hasPanel() ? panelHeight(this.#screen) : 0;
    const cell = px / this.#screen.ratio;
    const to = within(
      wanted,
      scene.board,
      { width: width / px, height: height / px },
      {
        left: left / cell,
        right: right / cell,
        top: top / cell,
        bottom: (bottom + hidden) / cell,
      },
    );
    if (this.#target === null) this.#camera.cut(to);
    else this.#camera.follow(to, now - this.#drawnAt);
    this.#target = wanted;
    const { x, y } = this.#camera.center;
    return {
      px,
      left: Math.round(width / 2 - x * px),
      top: Math.round(height / 2 - y * px),
      width,
      height,
      ratio: this.#screen.ratio,
    };
  }

  #lookAtAll({ board }: Scene, how: 'all' | 'whole'): View {
    const { width, height } = this.#props.canvas;
    const { ratio } = this.#screen;
    const { cell, right, up } = (how === 'all' ? overview : wholeView)(board, this.#screen);
    const px = Math.max(1, Math.floor(cell * ratio));
    this.#target = null;
    return {
      px,
      left: Math.round((width - board.width * px) / 2 + right * ratio),
      top: Math.round((height - board.height * px) / 2 - up * ratio),
      width,
      height,
      ratio,
    };
  }

  /** What the camera should look at: the followed head, or where it was seen last. */
  #wanted(scene: Scene, who: number | 'drift', now: number): Point {
    const { width, height } = scene.board;
    if (who === 'drift') {
      const turn = scene.still ? 0 : now / 14_000;
      return { x: (0.5 + 0.22 * Math.sin(turn)) * width, y: (0.5 + 0.22 * Math.cos(turn * 0.8)) * height };
    }
    return scene.placeOf(who) ?? this.#target ?? middleOf(Math.floor((width * (height + 1)) / 2), width);
  }
}

/** Whether nobody plays, nor looks closely. */
function isIdle(look: ReturnType<StageProps['follow']>): boolean {
  return look === 'drift' || look === 'all';
}
