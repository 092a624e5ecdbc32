import { describe, expect, it } from 'vitest';
import {
  between,
  Camera,
  cellSize,
  marginsOf,
  middleOf,
  overview,
  wholeView,
  within,
} from '../../../../service/web/src/board/camera.ts';

describe('the camera', () => {
  it('comes to rest on who it follows, without swinging past', () => {
    const camera = new Camera();
    camera.cut({ x: 10, y: 10 });
    let last = 10;
    for (let frame = 0; frame < 120; frame += 1) {
      camera.follow({ x: 14, y: 10 }, 16);
      expect(camera.center.x).toBeGreaterThanOrEqual(last);
      expect(camera.center.x).toBeLessThanOrEqual(14);
      last = camera.center.x;
    }
    expect(camera.center.x).toBeCloseTo(14, 2);
    expect(camera.center.y).toBe(10);
  });

  it('goes the same way whatever the frame rate', () => {
    const smooth = new Camera();
    const rough = new Camera();
    for (let frame = 0; frame < 12; frame += 1) smooth.follow({ x: 5, y: 0 }, 10);
    for (let frame = 0; frame < 4; frame += 1) rough.follow({ x: 5, y: 0 }, 30);
    expect(smooth.center.x).toBeCloseTo(rough.center.x, 6);
  });

  it('shows no more than the margins beyond the edges', () => {
    const board = { width: 64, height: 64 };
    const view = { width: 20, height: 40 };
    const margins = { left: 2.5, right: 4, top: 6, bottom: 3 };
    expect(within({ x: 30, y: 32 }, board, view, margins)).toEqual({ x: 30, y: 32 });
    expect(within({ x: 0, y: 0 }, board, view, margins)).toEqual({ x: 7.5, y: 14 });
    expect(within({ x: 64, y: 63 }, board, view, margins)).toEqual({ x: 58, y: 47 });
    expect(within({ x: 3, y: 9 }, board, { width: 100, height: 90 }, margins)).toEqual({ x: 32.75, y: 30.5 });
  });

  it('leaves room at the top of a phone, where the ranking floats', () => {
    expect(marginsOf({ width: 360, height: 740 }).top).toBeGreaterThan(170);
    expect(marginsOf({ width: 1280, height: 800 }).top).toBeLessThan(150);
  });

  it.each([
    [360, 740, 17],
    [1280, 800, 30],
    [1920, 1080, 35],
    [3840, 2160, 40],
  ])('makes cells of %i × %i CSS pixels %i wide', (width, height, size) => {
    expect(cellSize({ width, height })).toBe(size);
  });

  it('shows a whole board beside the card where there is room, else above it', () => {
    const board = { width: 64, height: 64 };
    const wide = overview(board, { width: 1280, height: 800 });
    expect(wide.right).toBe(220);
    expect(wide.cell * 64).toBeLessThanOrEqual(800);
    const narrow = overview(board, { width: 360, height: 740 });
    expect(narrow.right).toBe(0);
    // The upper 36 % of the screen are the board's.
    expect(narrow.up).toBeCloseTo(236.8);
    expect(narrow.cell * 64).toBeLessThanOrEqual(266.4);
    expect(narrow.cell * 64).toBeGreaterThan(240);
  });

  it.each([
    [1280, 800, 172],
    // Its controls take two rows there.
    [360, 740, 206],
    [320, 568, 206],
    // On a phone that lies it is without the story of the land.
    [640, 360, 120],
  ])('shows the whole board of a replay above its panel, on %i × %i', (width, height, panel) => {
    const { cell, up } = wholeView({ width: 64, height: 64 }, { width, height });
    expect(cell * 64).toBeLessThanOrEqual(width);
    expect(height / 2 - up + cell * 32).toBeLessThanOrEqual(height - panel);
    expect(height / 2 - up - cell * 32).toBeGreaterThanOrEqual(60);
    expect(cell * 64).toBeGreaterThan(Math.min(width, height - panel - 60) * 0.95);
  });

  it('knows the middle of a cell and the way between two', () => {
    expect(middleOf(13, 10)).toEqual({ x: 3.5, y: 1.5 });
    expect(between({ x: 1, y: 2 }, { x: 3, y: 2 }, 0.25)).toEqual({ x: 1.5, y: 2 });
  });
});
