/** Colours of one player: land, the trail and head above it, and the land's cut edge. */
export interface Ink {
  readonly land: string;
  readonly trail: string;
  readonly edge: string;
}

/** All colours of the board in one scheme. */
export interface Palette {
  readonly desk: string;
  readonly paper: string;
  readonly grid: string;
  readonly wall: string;
  readonly wallEdge: string;
  readonly shadow: string;
  readonly text: string;
  readonly halo: string;
  /** One's own: the accent, and the only saturated colour. */
  readonly own: Ink;
  /** Everybody else's. */
  readonly others: readonly Ink[];
}

/** Hue in degrees, chroma and lightness of OKLCH for land and trail. */
type Recipe = readonly [hue: number, land: readonly [number, number], trail: readonly [number, number]];

/**
 * Others' hues keep away from the accent's, and neighbours in the list differ in lightness as well, so that they
 * stay apart for eyes that miss one of the cones. Pairs are [lightness, chroma].
 */
const LIGHT: readonly Recipe[] = [
  [255, [0.76, 0.055], [0.52, 0.13]],
  [150, [0.84, 0.06], [0.6, 0.12]],
  [95, [0.87, 0.075], [0.67, 0.125]],
  [320, [0.72, 0.06], [0.48, 0.14]],
  [200, [0.85, 0.05], [0.6, 0.1]],
  [285, [0.82, 0.05], [0.55, 0.14]],
  [125, [0.7, 0.065], [0.48, 0.1]],
  [230, [0.66, 0.055], [0.43, 0.11]],
  [350, [0.86, 0.045], [0.58, 0.13]],
  [180, [0.7, 0.05], [0.47, 0.085]],
  [75, [0.74, 0.06], [0.52, 0.095]],
  [270, [0.63, 0.05], [0.4, 0.12]],
];

const DARK: readonly Recipe[] = [
  [255, [0.45, 0.055], [0.74, 0.12]],
  [150, [0.52, 0.055], [0.82, 0.12]],
  [95, [0.56, 0.065], [0.87, 0.125]],
  [320, [0.42, 0.065], [0.73, 0.13]],
  [200, [0.55, 0.05], [0.85, 0.09]],
  [285, [0.5, 0.06], [0.78, 0.12]],
  [125, [0.42, 0.05], [0.76, 0.12]],
  [230, [0.37, 0.05], [0.69, 0.11]],
  [350, [0.54, 0.05], [0.82, 0.1]],
  [180, [0.42, 0.045], [0.76, 0.09]],
  [75, [0.46, 0.055], [0.8, 0.11]],
  [270, [0.36, 0.06], [0.68, 0.13]],
];

const LIGHT_PALETTE: Palette = {
  desk: hex(0.885, 0.014, 85),
  paper: hex(0.968, 0.009, 88),
  grid: hex(0.912, 0.014, 85),
  wall: hex(0.58, 0.014, 75),
  wallEdge: hex(0.44, 0.016, 70),
  shadow: '#4a3c2624',
  text: hex(0.3, 0.015, 70),
  halo: hex(0.985, 0.006, 88),
  own: { land: hex(0.655, 0.195, 36), trail: hex(0.56, 0.205, 32), edge: hex(0.53, 0.17, 34) },
  others: LIGHT.map((recipe) => ink(recipe, -0.1)),
};

const DARK_PALETTE: Palette = {
  desk: hex(0.185, 0.012, 260),
  paper: hex(0.245, 0.014, 260),
  grid: hex(0.31, 0.015, 260),
  wall: hex(0.56, 0.012, 260),
  wallEdge: hex(0.43, 0.014, 260),
  shadow: '#00000052',
  text: hex(0.93, 0.008, 90),
  halo: hex(0.2, 0.014, 260),
  own: { land: hex(0.66, 0.185, 38), trail: hex(0.76, 0.16, 45), edge: hex(0.53, 0.16, 34) },
  others: DARK.map((recipe) => ink(recipe, -0.08)),
};

/** The palette of a scheme. */
export function paletteOf(dark: boolean): Palette {
  return dark ? DARK_PALETTE : LIGHT_PALETTE;
}

/** Gives every player a place among the others' colours: one keeps it for as long as one plays. */
export class Colours {
  readonly #places = new Map<number, number>();
  readonly #colours: number;

  constructor(colours: number) {
    this.#colours = colours;
  }

  /** Seats newcomers on the colours that are used least, and frees those of who left. */
  seat(whos: readonly number[]): void {
    const present = new Set(whos);
    for (const who of [...this.#places.keys()]) if (!present.has(who)) this.#places.delete(who);
    const used = new Array<number>(this.#colours).fill(0);
    for (const place of this.#places.values()) used[place]! += 1;
    for (const who of whos) {
      if (this.#places.has(who)) continue;
      const place = used.indexOf(Math.min(...used));
      used[place]! += 1;
      this.#places.set(who, place);
    }
  }

  /** Place of a player's colour; of someone unknown, any. */
  of(who: number): number {
    return this.#places.get(who) ?? who % this.#colours;
  }
}

function ink([hue, [lightness, chroma], [trailLightness, trailChroma]]: Recipe, edge: number): Ink {
  return {
    land: hex(lightness, chroma, hue),
    trail: hex(trailLightness, trailChroma, hue),
    edge: hex(lightness + edge, chroma + 0.015, hue),
  };
}

/** OKLCH as `#rrggbb`; what sRGB cannot show is clipped. */
function hex(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const bytes = linear.map((value) => {
    const shown = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.max(0, Math.min(1, shown)));
  });
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
