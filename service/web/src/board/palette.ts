/** Colours of one player: land, the trail and head above it, and the land's cut edge. */
export interface Ink {
  readonly land: string;
  readonly trail: string;
  readonly edge: string;
}

/** Colours of an owner's sheet of paper. */
export interface Paper {
  readonly land: string;
  readonly edge: string;
  /** Height of the sheet above the table: a higher one throws a shadow on its lower neighbours. */
  readonly height: number;
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
  /** Around one's own head. */
  readonly ring: string;
  /** One's own: the accent, and the only saturated colour. */
  readonly own: Ink;
  /** Everybody else's. */
  readonly others: readonly Ink[];
}

/** Hue in degrees, chroma and lightness of OKLCH for land and trail. */
type Recipe = readonly [hue: number, land: readonly [number, number], trail: readonly [number, number]];

/**
 * Found by a search that started from evenly spread hues and kept what is furthest apart for eyes that miss any one of
 * the cones, away from the accent and from bare paper. Pairs are [lightness, chroma].
 */
const LIGHT: readonly Recipe[] = [
  [255, [0.749, 0.069], [0.506, 0.137]],
  [150, [0.831, 0.07], [0.659, 0.111]],
  [95, [0.889, 0.054], [0.66, 0.101]],
  [320, [0.692, 0.055], [0.603, 0.12]],
  [200, [0.871, 0.045], [0.637, 0.087]],
  [285, [0.816, 0.068], [0.639, 0.138]],
  [157, [0.713, 0.064], [0.583, 0.088]],
  [229, [0.6, 0.069], [0.4, 0.095]],
  [350, [0.75, 0.048], [0.547, 0.129]],
  [180, [0.662, 0.039], [0.45, 0.13]],
  [143, [0.771, 0.071], [0.513, 0.115]],
  [270, [0.629, 0.078], [0.38, 0.129]],
];

const DARK: readonly Recipe[] = [
  [255, [0.482, 0.07], [0.791, 0.105]],
  [150, [0.449, 0.035], [0.898, 0.116]],
  [95, [0.463, 0.072], [0.856, 0.137]],
  [320, [0.426, 0.053], [0.724, 0.112]],
  [200, [0.567, 0.071], [0.9, 0.118]],
  [285, [0.549, 0.068], [0.854, 0.092]],
  [125, [0.396, 0.063], [0.844, 0.107]],
  [230, [0.34, 0.039], [0.623, 0.086]],
  [350, [0.52, 0.037], [0.859, 0.097]],
  [180, [0.397, 0.072], [0.663, 0.102]],
  [75, [0.343, 0.037], [0.9, 0.085]],
  [270, [0.381, 0.068], [0.71, 0.121]],
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
  ring: hex(1, 0, 0),
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
  ring: hex(0.96, 0.01, 88),
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
