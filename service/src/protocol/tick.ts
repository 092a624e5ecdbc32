import { type Direction, fnv1a } from '../../game/index.ts';
import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';

/** Most entries that one tick can hold: a full room joining at once, and as many departures. */
const MOST_ENTRIES = 1024;

/** Limits of what a person is called, in bytes of UTF-8. */
export const MOST_NAME_BYTES = 48;
export const MOST_PERSON_BYTES = 32;

/** A join in the log also says who sits down: `person` is the public id by which a socket knows its own seat. */
export interface Seat {
  readonly who: number;
  readonly person: string;
  readonly name: string;
}

/** One entry of a tick: an input of the rules, with the seat if it is a join. */
export type Entry =
  | { readonly do: 'turn'; readonly who: number; readonly seq: number; readonly dir: Direction }
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

/**
 * Bytes of a tick, as logged, broadcast and stored: chain (4 bytes), tick, count, then for each entry
 * `who · 8 + kind` and what the kind carries. `chainBefore` is the chain of the tick before.
 */
export function encodeTick(chainBefore: number, tick: number, entries: readonly Entry[]): Uint8Array {
  const body = new ByteWriter().varint(tick).varint(entries.length);
  for (const entry of entries) writeEntry(body, entry);
  const bytes = body.finish();
  return new ByteWriter().uint32(fnv1a(bytes, chainBefore)).raw(bytes).finish();
}

/** The tick that `encodeTick` wrote. @throws MalformedBytes if the bytes are anything else */
export function decodeTick(bytes: Uint8Array): Tick {
  const from = new ByteReader(bytes);
  const chain = from.uint32();
  const tick = from.varint();
  const entries = Array.from({ length: from.varint(MOST_ENTRIES) }, () => readEntry(from));
  from.end();
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
