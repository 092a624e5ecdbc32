import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** First byte of a whole message in binary, as RFC 6455 frames it; a server's frames are not masked. */
const WHOLE_BINARY = 0x82;

/** Longest payloads whose length fits into the second byte, and into two bytes behind it. */
const MOST_IN_ONE_BYTE = 125;
const MOST_IN_TWO_BYTES = 0xffff;

/** With so many bytes unsent a client is behind: it gets nothing more until all is sent. */
export const MOST_UNSENT_BYTES = 64 * 1024;

/** A message framed once for all sockets that it goes to. */
export interface Framed {
  readonly payload: Uint8Array;
  /** What goes over the wire: the frame's head, then the payload. */
  readonly wire: Uint8Array;
}

/** Frames a message. */
export function framed(payload: Uint8Array): Framed {
  const { length } = payload;
  const head = length <= MOST_IN_ONE_BYTE ? 2 : length <= MOST_IN_TWO_BYTES ? 4 : 10;
  const wire = Buffer.allocUnsafe(head + length);
  wire[0] = WHOLE_BINARY;
  if (head === 2) wire[1] = length;
  else if (head === 4) {
    wire[1] = 126;
    wire.writeUInt16BE(length, 2);
  } else {
    wire[1] = 127;
    wire.writeUInt32BE(0, 2);
    wire.writeUInt32BE(length, 6);
  }
  wire.set(payload, head);
  return { payload: wire.subarray(head), wire };
}

/**
 * Sends a framed message past `ws`, which would frame it anew for each socket and hand it to the kernel in two pieces.
 * `ws` itself writes whole frames, one after another, so nothing can come between.
 */
export function sendFramed(socket: WebSocket, stream: Duplex, { wire }: Framed): void {
  if (socket.readyState === socket.OPEN) stream.write(wire);
}
