import { describe, expect, it } from 'vitest';
import { Colours, type Palette, paletteOf } from '../../../../service/web/src/board/palette.ts';

type Rgb = readonly [number, number, number];

function linear(colour: string): Rgb {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
}

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const EYES = {
  ordinary: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

function seen(colour: string, eyes: keyof typeof EYES): Rgb {
  const rgb = linear(colour);
  const m = EYES[eyes];
  const row = (at: number): number =>
    Math.max(0, Math.min(1, m[at]! * rgb[0] + m[at + 1]! * rgb[1] + m[at + 2]! * rgb[2]));
  return [row(0), row(3), row(6)];
}

/** Distance in OKLab, where 0.02 is about what an eye can just tell apart side by side. */
function distance(a: Rgb, b: Rgb): number {
  const lab = ([red, green, blue]: Rgb): Rgb => {
    const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const [p, q] = [lab(a), lab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = linear(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', paletteOf(false)],
  ['dark', paletteOf(true)],
] as [string, Palette][])('the %s palette', (_, palette) => {
  const eyes = Object.keys(EYES) as (keyof typeof EYES)[];

  it.each(eyes)('keeps own land and trail apart from everybody else’s, for %s eyes', (eye) => {
    for (const other of palette.others) {
      expect(distance(seen(palette.own.land, eye), seen(other.land, eye))).toBeGreaterThan(0.1);
      expect(distance(seen(palette.own.trail, eye), seen(other.trail, eye))).toBeGreaterThan(0.07);
    }
  });

  it.each(eyes)('keeps any two lands, and land and bare paper, apart for %s eyes', (eye) => {
    const lands = [...palette.others, palette.own].map((ink) => ink.land);
    for (const [index, land] of lands.entries()) {
      expect(distance(seen(land, eye), seen(palette.paper, eye))).toBeGreaterThan(0.05);
      for (const other of lands.slice(index + 1))
        expect(distance(seen(land, eye), seen(other, eye)), `${land} ${other}`).toBeGreaterThan(0.02);
    }
  });

  it('shows trails well on bare paper', () => {
    for (const ink of [...palette.others, palette.own])
      expect(contrast(ink.trail, palette.paper), ink.trail).toBeGreaterThan(2.4);
  });

  it('has names that can be read', () => {
    expect(contrast(palette.text, palette.halo)).toBeGreaterThan(7);
  });

  it('is saturated only where the land is one’s own', () => {
    const spread = (colour: string): number => {
      const bytes = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
      return Math.max(...bytes) - Math.min(...bytes);
    };
    for (const other of palette.others)
      expect(spread(palette.own.land)).toBeGreaterThan(2 * spread(other.land));
  });
});

describe('colours of players', () => {
  it('are all different until there are more players than colours', () => {
    const colours = new Colours(12);
    const whos = Array.from({ length: 12 }, (_, n) => n * 12 + 1);
    colours.seat(whos);
    expect(new Set(whos.map((who) => colours.of(who))).size).toBe(12);
  });

  it('stay while one plays, and are free again afterwards', () => {
    const colours = new Colours(3);
    colours.seat([1, 2, 3]);
    const before = [colours.of(1), colours.of(3)];
    const freed = colours.of(2);
    colours.seat([1, 3]);
    colours.seat([1, 3, 9]);
    expect([colours.of(1), colours.of(3)]).toEqual(before);
    expect(colours.of(9)).toBe(freed);
  });

  it('are shared evenly in a crowd', () => {
    const colours = new Colours(12);
    const whos = Array.from({ length: 200 }, (_, n) => n + 1);
    colours.seat(whos);
    const used = new Array<number>(12).fill(0);
    for (const who of whos) used[colours.of(who)]! += 1;
    expect(Math.max(...used) - Math.min(...used)).toBeLessThanOrEqual(1);
  });
});
