import type { Direction } from '../../game/index.ts';
import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';

/** Most inputs that a packet repeats, and so the most that a client may have on the way. */
const MOST_PENDING_INPUTS = 8;

/** Everything that no received tick has acknowledged: turns `first`, `first + 1`, … of one incarnation. */
export interface Inputs {
  readonly is: 'inputs';
  readonly who: number;
  readonly first: number;
  readonly dirs: readonly Direction[];
}

/** Nothing but how far the client has come, and every so often the hash of its state there. */
export interface Progress {
  readonly is: 'progress';
  readonly hash: number | null;
}

/** What a client sends in binary, at least once a second. Each packet says up to which tick the client has come. */
export type ClientPacket = (Inputs | Progress) & { readonly tick: number };

const INPUTS = 1;
const PROGRESS = 2;
const PROGRESS_WITH_HASH = 3;

/** Bytes of a client's packet. */
export function encodePacket(packet: ClientPacket): Uint8Array {
  const out = new ByteWriter();
  if (packet.is === 'inputs') {
    out.byte(INPUTS).varint(packet.tick).varint(packet.who).varint(packet.first).byte(packet.dirs.length);
    for (const dir of packet.dirs) out.byte(dir);
  } else if (packet.hash === null) out.byte(PROGRESS).varint(packet.tick);
  else out.byte(PROGRESS_WITH_HASH).varint(packet.tick).uint32(packet.hash);
  return out.finish();
}

/** The packet in the bytes. @throws MalformedBytes if they are anything else */
export function decodePacket(bytes: Uint8Array): ClientPacket {
  const from = new ByteReader(bytes);
  const packet = readPacket(from);
  from.end();
  return packet;
}

function readPacket(from: ByteReader): ClientPacket {
  const kind = from.byte();
  switch (kind) {
    case INPUTS: {
      const tick = from.varint();
      const who = from.varint();
      const first = from.varint();
      const count = from.byte();
      if (first === 0 || count === 0 || count > MOST_PENDING_INPUTS)
        throw new MalformedBytes(`${count} inputs from number ${first}`);
      const dirs: Direction[] = [];
      while (dirs.length < count) dirs.push(readDirection(from));
      return { is: 'inputs', tick, who, first, dirs };
    }
    case PROGRESS:
      return { is: 'progress', tick: from.varint(), hash: null };
    case PROGRESS_WITH_HASH:
      return { is: 'progress', tick: from.varint(), hash: from.uint32() };
    default:
      throw new MalformedBytes(`packet of unknown kind ${kind}`);
  }
}

function readDirection(from: ByteReader): Direction {
  const direction = from.byte();
  if (direction > 3) throw new MalformedBytes(`direction ${direction}, at most 3`);
  return direction as Direction;
}
