import { MalformedBytes } from './bytes.ts';

/** What the server sends in binary: a kind byte, then the bytes of a tick (`tick.ts`) or of a snapshot (`replica.ts`). */
export interface ServerFrame {
  readonly is: 'tick' | 'snapshot';
  readonly bytes: Uint8Array;
}

const KINDS = ['tick', 'snapshot'] as const;

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
