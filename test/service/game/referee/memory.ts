import { type Board, destination } from './board.ts';
import type { Draft } from './draft.ts';
import type { TickLine } from './lines.ts';
import type { Position } from './position.ts';

/** What the next ticks need to know of a player and no single line shows. */
interface Past {
  /** Direction of the last change of cell in this life. */
  readonly lastMove: number | null;
  /** Direction last held when heads moved in this life, blocked or not. */
  readonly lastHeading: number | null;
  readonly lastMoveBeforeRespawn: number | null;
  /** `null` while on the board, and for one who never was. */
  readonly died: {
    readonly tick: number;
    readonly rule: string;
    readonly from: number;
    readonly to: number;
  } | null;
  readonly lostAt: number | null;
  readonly lostAgainAt: number | null;
}

export interface Memory {
  readonly pasts: ReadonlyMap<number, Past>;
  /** `killer>victim` to the tick of the last credit. */
  readonly credits: ReadonlyMap<string, number>;
  /** The incarnation that the next join gets. */
  readonly nextWho: number;
}

export const NEWCOMER: Past = {
  lastMove: null,
  lastHeading: null,
  lastMoveBeforeRespawn: null,
  died: null,
  lostAt: null,
  lostAgainAt: null,
};

export const FIRST_MEMORY: Memory = { pasts: new Map(), credits: new Map(), nextWho: 1 };

/** Memory at a line taken as given: heads came by their direction; who is off the board stays off. */
export function memoryAt(seen: Position): Memory {
  const pasts = new Map<number, Past>();
  for (const { who, at, dir } of seen.bodies.values()) {
    const died = at === null ? { tick: Number.POSITIVE_INFINITY, rule: 'deaths', from: 0, to: 0 } : null;
    pasts.set(who, { ...NEWCOMER, lastMove: dir, lastHeading: dir, died });
  }
  return { pasts, credits: new Map(), nextWho: Math.max(0, ...pasts.keys()) + 1 };
}

/** Memory after a tick: places and lives from the line, causes and credits from the recomputed tick. */
export function remember(
  board: Board,
  memory: Memory,
  before: Position,
  line: TickLine,
  seen: Position,
  draft: Draft,
): Memory {
  const pasts = new Map<number, Past>();
  const turned = new Map(line.turned);
  for (const [who, body] of seen.bodies) {
    const old = memory.pasts.get(who) ?? NEWCOMER;
    const was = before.bodies.get(who)?.at ?? draft.spawns.get(who) ?? null;
    const heading = turned.get(who) ?? (turned.has(who) ? null : (before.bodies.get(who)?.dir ?? null));
    let past = old;
    const death = draft.deaths.get(who);
    if (body.at === null && death !== undefined) {
      past = { ...past, died: { tick: line.tick, ...death } };
    } else if (body.at === null && was !== null && before.bodies.get(who)?.at === was) {
      // It should have lived: already complained of; respawn is judged by where it would have been.
      past = {
        ...past,
        died: { tick: line.tick, rule: 'deaths', from: was, to: destination(board, was, heading) },
      };
    } else if (body.at !== null && (before.bodies.get(who)?.at ?? null) === null) {
      const lastMoveBeforeRespawn = old.lastMove ?? old.lastMoveBeforeRespawn;
      past = { ...NEWCOMER, lostAt: old.lostAt, lostAgainAt: old.lostAgainAt, lastMoveBeforeRespawn };
    }
    if (body.at !== null && was !== null && heading !== null) {
      past = { ...past, lastHeading: heading, lastMove: body.at === was ? past.lastMove : heading };
    }
    pasts.set(who, past);
  }
  for (const input of line.inputs) {
    const past = pasts.get(input.who);
    if (past === undefined) continue;
    if (input.do === 'back') pasts.set(input.who, { ...past, lostAt: null, lostAgainAt: null });
    if (input.do === 'lost' && past.lostAt === null) pasts.set(input.who, { ...past, lostAt: line.tick });
    else if (input.do === 'lost') pasts.set(input.who, { ...past, lostAgainAt: line.tick });
  }
  let credits = memory.credits;
  if (draft.credits.length > 0) {
    credits = new Map([...credits, ...draft.credits.map((pair): [string, number] => [pair, line.tick])]);
  }
  return { pasts, credits, nextWho: Math.max(memory.nextWho, ...[...pasts.keys()].map((who) => who + 1)) };
}
