/** The four corners of a cell: steps to the neighbours that meet there. */
const CORNERS = [
  [-1, -1],
  [1, -1],
  [1, 1],
  [-1, 1],
] as const;

/** Stands for what is beyond the edge of the board. */
export const BEYOND = -2;

/** The owner of a cell by column and row. */
export type OwnerAt = (x: number, y: number) => number;

/**
 * What shows in the corners of a cell, from the top left clockwise: `null` where the corner is full, else the owner
 * that shows behind its rounding. A corner is round where three cells around it are not the cell's owner's; where two
 * sheets meet there, the bare paper (0) shows. Depends on the eight neighbours alone.
 */
export function roundedCorners(ownerAt: OwnerAt, x: number, y: number): (number | null)[] {
  const owner = ownerAt(x, y);
  return CORNERS.map(([dx, dy]) => {
    const beside = ownerAt(x + dx, y);
    const above = ownerAt(x, y + dy);
    if (beside === owner || above === owner || ownerAt(x + dx, y + dy) === owner) return null;
    if (beside === BEYOND || above === BEYOND) return null;
    return beside === above ? beside : 0;
  });
}
