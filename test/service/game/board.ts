import {
  type Heading,
  type Input,
  type Player,
  STILL,
  type State,
  step,
} from '../../../service/game/index.ts';

/** A cell by column and row, from the top left. */
type Spot = readonly [x: number, y: number];

/** Someone on a drawn board; without `at` not on it. */
interface Piece {
  readonly at?: Spot;
  readonly heading?: Heading;
  readonly moved?: Heading;
  readonly trail?: readonly Spot[];
  readonly bot?: boolean;
  readonly spawnAt?: number;
  readonly fell?: Spot;
  readonly lostAt?: number;
  readonly kills?: number;
  readonly credits?: Player['credits'];
}

/**
 * A state drawn by hand: `.` neutral, `#` wall, `1`–`9` the land of that player; blanks are ignored. `pieces` are the
 * players by incarnation.
 */
export function board(drawing: string, pieces: Readonly<Record<number, Piece>>, tick = 0): State {
  const rows = drawing
    .trim()
    .split('\n')
    .map((row) => row.replaceAll(' ', ''));
  const width = rows[0]!.length;
  const land = Int16Array.from(rows.join(''), (sign) =>
    sign === '.' ? 0 : sign === '#' ? -1 : Number(sign),
  );
  const index = ([x, y]: Spot): number => y * width + x;
  const players = Object.entries(pieces).map(([who, piece]): Player => {
    return {
      who: Number(who),
      bot: piece.bot ?? false,
      at: piece.at === undefined ? -1 : index(piece.at),
      heading: piece.heading ?? STILL,
      moved: piece.moved ?? piece.heading ?? STILL,
      trail: (piece.trail ?? []).map(index),
      cells: land.filter((owner) => owner === Number(who)).length,
      kills: piece.kills ?? 0,
      credits: piece.credits ?? [],
      seq: 0,
      spawnAt: piece.spawnAt ?? (piece.at === undefined ? 1_000_000 : -1),
      fell: piece.fell === undefined ? -1 : index(piece.fell),
      lostAt: piece.lostAt ?? -1,
      plan: [],
    };
  });
  return {
    header: { code: 'BOARD', size: 'duel', bots: 0, rules: 1, countdown: 0 },
    width,
    height: rows.length,
    tick,
    chance: 1,
    land,
    players,
    next: players.length + 1,
    lonely: 0,
    ending: null,
  };
}

/** The land as `board` takes it. */
export function draw(state: State): string {
  const rows: string[] = [];
  for (let y = 0; y < state.height; y += 1) {
    const owners = [...state.land.subarray(y * state.width, (y + 1) * state.width)];
    rows.push(owners.map((owner) => (owner === 0 ? '.' : owner === -1 ? '#' : String(owner))).join(''));
  }
  return rows.join('\n');
}

/** A drawing without its indentation, to compare with `draw`. */
export function drawing(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((row) => row.replaceAll(' ', ''))
    .join('\n');
}

/** Where someone is and what trails behind, as spots. */
export function piece(
  state: State,
  who: number,
): { at: Spot | null; trail: Spot[]; kills: number; cells: number } {
  const player = state.players.find((other) => other.who === who)!;
  const spot = (cell: number): Spot => [cell % state.width, Math.floor(cell / state.width)];
  return {
    at: player.at < 0 ? null : spot(player.at),
    trail: player.trail.map(spot),
    kills: player.kills,
    cells: player.cells,
  };
}

/** The state after one tick with these inputs. */
export function tick(state: State, ...inputs: Input[]): State {
  return step(state, inputs).state;
}

/** The state after some ticks without inputs. */
export function afterTicks(state: State, ticks: number): State {
  let now = state;
  for (let count = 0; count < ticks; count += 1) now = tick(now);
  return now;
}
