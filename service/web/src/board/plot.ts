/** A square of cells, by its top left one. */
export interface Plot {
  readonly x: number;
  readonly y: number;
  /** Cells along one side. */
  readonly side: number;
}

/** Of everybody who owns land the largest square that is all theirs; of equal ones the first, row by row. */
export function plotsOf(land: Int16Array, width: number): ReadonlyMap<number, Plot> {
  const plots = new Map<number, Plot>();
  /** Sides of the largest squares that end at each cell, at their bottom right. */
  const sides = new Uint16Array(land.length);
  for (let cell = 0; cell < land.length; cell += 1) {
    const owner = land[cell]!;
    if (owner <= 0) continue;
    const x = cell % width;
    const isInner = x > 0 && cell >= width;
    const around = isInner ? [cell - 1, cell - width, cell - width - 1] : [];
    const isSame = isInner && around.every((other) => land[other] === owner);
    const side = isSame ? 1 + Math.min(...around.map((other) => sides[other]!)) : 1;
    sides[cell] = side;
    if (side <= (plots.get(owner)?.side ?? 0)) continue;
    plots.set(owner, { x: x - side + 1, y: Math.floor(cell / width) - side + 1, side });
  }
  return plots;
}
