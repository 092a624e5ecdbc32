import { type Direction, fnv1a } from '../../game/index.ts';
import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';

/** Most entries that one tick can hold: a full room joining at once, and as many departures. */
const MOST_ENTRIES = 1024;

/** Incarnations are 16-bit numbers. */
const MOST_WHO = 0xffff;

/** Limits of what a person is called, in bytes of UTF-8. */
export const MOST_NAME_BYTES = 48;
export const MOST_PERSON_BYTES = 32;

/** A join in the log also says who sits down: `person` is the public id by which a socket knows its own seat. */
export interface Seat {
  readonly who: number;
  readonly person: string;
  readonly name: string;
}

/** A player's input; `seq` is its place in the row of that player's inputs. */
interface Turn {
  readonly do: 'turn';
  readonly who: number;
  readonly seq: number;
  readonly dir: Direction;
}

/** One entry of a tick: an input of the rules, with the seat if it is a join. */
export type Entry =
  | Turn
  | ({ readonly do: 'join' } & Seat)
  | { readonly do: 'leave' | 'lost' | 'back'; readonly who: number };

/** One logged tick. `chain` is the hash of everything logged up to and with it. */
export interface Tick {
  readonly tick: number;
  readonly chain: number;
  readonly entries: readonly Entry[];
}

/** Order is part of the format. */
const KINDS = ['turn', 'join', 'leave', 'lost', 'back'] as const;

/** The chain before the first tick. */
export const FIRST_CHAIN = fnv1a(new Uint8Array());

/** From here on a turn's distance to the one before, and its number, take more than their one byte. */
const FAR = 63;
const HIGH = 255;

/**
 * Bytes of a tick, as logged, broadcast and stored: chain (4 bytes), tick, count of the entries that are not turns, for
 * each of them `who · 8 + kind` and what the kind carries; then, to the end, the turns by ascending `who`, nearly all of
 * them in two bytes: `distance · 4 + dir`, where the distance is 0 for the next `who` after the turn before, and `seq`.
 * A distance from `FAR` on is `FAR` and, after its byte, what it is more; so is a number from `HIGH` on.
 *
 * A turn that has no place in that row, such as a player's second, is counted among the other entries, as
 * `who · 8`, `seq · 4 + dir`; so are all turns in older logs. `chainBefore` is the chain of the tick before.
 */
export function encodeTick(chainBefore: number, tick: number, entries: readonly Entry[]): Uint8Array {
  const { turns, others } = inRow(entries);
  const out = new ByteWriter().uint32(0).varint(tick).varint(others.length);
  for (const entry of others) writeEntry(out, entry);
  let before = 0;
  for (const turn of turns) {
    writeTurn(out, turn, before);
    before = turn.who;
  }
  const bytes = out.finish();
  const chain = fnv1a(bytes.subarray(4), chainBefore);
  for (let at = 0; at < 4; at += 1) bytes[at] = chain >>> (8 * at);
  return bytes;
}

/** The tick that `encodeTick` wrote, its turns last. @throws MalformedBytes if the bytes are anything else */
export function decodeTick(bytes: Uint8Array): Tick {
  const from = new ByteReader(bytes);
  const chain = from.uint32();
  const tick = from.varint();
  const entries: Entry[] = [];
  for (let count = from.varint(MOST_ENTRIES); count > 0; count -= 1) entries.push(readEntry(from));
  for (let before = 0; !from.isAtEnd; ) {
    if (entries.length === MOST_ENTRIES) throw new MalformedBytes(`more than ${MOST_ENTRIES} entries`);
    const turn = readTurn(from, before);
    entries.push(turn);
    before = turn.who;
  }
  return { tick, chain, entries };
}

/** Whether a tick's bytes go on from the given chain. */
export function continues(chainBefore: number, bytes: Uint8Array): boolean {
  return bytes.length > 4 && chainOf(bytes) === fnv1a(bytes.subarray(4), chainBefore);
}

/** Ticks and snapshots both begin with the chain: that after the tick, that before the snapshot's. */
export function chainOf(bytes: Uint8Array): number {
  return (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
}

/** The first turn of each player, by `who`, and all else. */
function inRow(entries: readonly Entry[]): {
  readonly turns: readonly Turn[];
  readonly others: readonly Entry[];
} {
  const sorted: Turn[] = [];
  const others: Entry[] = [];
  for (const entry of entries) {
    if (entry.do === 'turn' && entry.who > 0 && entry.who <= MOST_WHO) sorted.push(entry);
    else others.push(entry);
  }
  sorted.sort((a, b) => a.who - b.who);
  const turns: Turn[] = [];
  let last = 0;
  for (const turn of sorted) {
    if (turn.who === last) others.push(turn);
    else turns.push(turn);
    last = turn.who;
  }
  return { turns, others };
}

/** `before` is the `who` of the turn before, 0 for the first. */
function writeTurn(out: ByteWriter, { who, seq, dir }: Turn, before: number): void {
  const distance = who - before - 1;
  if (distance < FAR) out.byte(distance * 4 + dir);
  else out.byte(FAR * 4 + dir).varint(distance - FAR);
  if (seq < HIGH) out.byte(seq);
  else out.byte(HIGH).varint(seq - HIGH);
}

function readTurn(from: ByteReader, before: number): Turn {
  const head = from.byte();
  let distance = head >> 2;
  if (distance === FAR) distance += from.varint();
  const who = before + 1 + distance;
  if (who > MOST_WHO) throw new MalformedBytes(`turn of ${who}, at most ${MOST_WHO}`);
  let seq = from.byte();
  if (seq === HIGH) seq += from.varint();
  return { do: 'turn', who, seq, dir: (head & 3) as Direction };
}

function writeEntry(out: ByteWriter, entry: Entry): void {
  out.varint(entry.who * 8 + KINDS.indexOf(entry.do));
  if (entry.do === 'turn') out.varint(entry.seq * 4 + entry.dir);
  if (entry.do === 'join') out.text(entry.person).text(entry.name);
}

function readEntry(from: ByteReader): Entry {
  const head = from.varint();
  const who = Math.floor(head / 8);
  const kind = KINDS[head % 8];
  switch (kind) {
    case 'turn': {
      const turn = from.varint();
      return { do: 'turn', who, seq: Math.floor(turn / 4), dir: (turn % 4) as Direction };
    }
    case 'join':
      return { do: 'join', who, person: from.text(MOST_PERSON_BYTES), name: from.text(MOST_NAME_BYTES) };
    case 'leave':
    case 'lost':
    case 'back':
      return { do: kind, who };
    default:
      throw new MalformedBytes(`entry of unknown kind ${head % 8}`);
  }
}
