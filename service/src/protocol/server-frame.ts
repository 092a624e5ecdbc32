import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';

/** What the server sends in binary: a kind byte, then the bytes of a tick (`tick.ts`) or of a snapshot (`replica.ts`). */
export interface ServerFrame {
  readonly is: 'tick' | 'snapshot';
  readonly bytes: Uint8Array;
}

const KINDS = ['tick', 'snapshot'] as const;

/** The kind byte of a frame that holds several ticks, each after its length: spectators get those. */
const TICKS = KINDS.length;

/** Most ticks of one frame: those since a snapshot, for who begins there. */
const MOST_TICKS = 1024;

/** No tick is longer: a full room's turns, joins and departures together. */
const MOST_TICK_BYTES = 0xffff;

/** Bytes of a frame. */
export function encodeServerFrame(frame: ServerFrame): Uint8Array {
  const out = new Uint8Array(frame.bytes.length + 1);
  out[0] = KINDS.indexOf(frame.is);
  out.set(frame.bytes, 1);
  return out;
}

/** The frame in the bytes. @throws MalformedBytes for an unknown kind */
export function decodeServerFrame(bytes: Uint8Array): ServerFrame {
  const is = KINDS[bytes[0] ?? KINDS.length];
  if (is === undefined) throw new MalformedBytes(`frame of unknown kind ${bytes[0]}`);
  return { is, bytes: bytes.subarray(1) };
}

/** Bytes of a frame that holds several ticks. */
export function encodeTicksFrame(ticks: readonly Uint8Array[]): Uint8Array {
  const out = new ByteWriter().byte(TICKS).varint(ticks.length);
  for (const tick of ticks) out.block(tick);
  return out.finish();
}

/** The frames in the bytes, each of several ticks for itself. @throws MalformedBytes */
export function decodeServerFrames(bytes: Uint8Array): readonly ServerFrame[] {
  if (bytes[0] !== TICKS) return [decodeServerFrame(bytes)];
  const from = new ByteReader(bytes.subarray(1));
  const ticks = Array.from({ length: from.varint(MOST_TICKS) }, () => from.block(MOST_TICK_BYTES));
  from.end();
  return ticks.map((tick) => ({ is: 'tick', bytes: tick }));
}
