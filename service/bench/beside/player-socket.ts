import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const FINAL = 0x80;
const MASKED = 0x80;

/** Lengths from which on a frame's head says them in two bytes, and in eight. */
const TWO_BYTES = 126;
const EIGHT_BYTES = 127;

/** Sockets read into one buffer, one after another. */
const BUFFER = Buffer.allocUnsafe(64 * 1024);

/** Where a player connects to. */
export interface Address {
  readonly port: number;
  /** With the query. */
  readonly path: string;
  readonly origin?: string;
}

/**
 * The least that plays over a WebSocket: players of hundreds of rooms share the machine with what is measured. Hands
 * out whole frames, which are those of the caller only until it returns, and answers pings.
 */
export class PlayerSocket {
  /** @throws Error if the server does not take the socket */
  readonly opened: Promise<void>;
  readonly #socket: Socket;
  readonly #onFrame: (data: Buffer, isText: boolean) => void;
  readonly #mask = randomBytes(4);
  /** What came of a frame that is not whole yet. */
  #rest: Buffer | null = null;
  #isTaken = false;
  #taken: () => void = () => undefined;

  constructor(address: Address, onFrame: (data: Buffer, isText: boolean) => void) {
    this.#onFrame = onFrame;
    this.#socket = connect({
      port: address.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: BUFFER,
        callback: (length) => {
          this.#read(BUFFER.subarray(0, length));
          return true;
        },
      },
    });
    this.opened = new Promise((resolve, reject) => {
      this.#taken = resolve;
      this.#socket.on('error', reject);
      this.#socket.on('close', () => reject(new Error(`${address.path}: the server ended the connection`)));
    });
    this.#socket.write(greeting(address));
  }

  /** Whether the server still has it. */
  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /** Bytes that have come, heads included. */
  get bytesRead(): number {
    return this.#socket.bytesRead;
  }

  /** Sends text as text and bytes as bytes, at most 125 of them. */
  send(message: Uint8Array | string): void {
    const isText = typeof message === 'string';
    this.#write(isText ? TEXT : BINARY, isText ? Buffer.from(message) : message);
  }

  terminate(): void {
    this.#socket.destroy();
  }

  #write(kind: number, payload: Uint8Array): void {
    const frame = Buffer.allocUnsafe(6 + payload.length);
    frame[0] = FINAL | kind;
    frame[1] = MASKED | payload.length;
    frame.set(this.#mask, 2);
    for (let at = 0; at < payload.length; at += 1) frame[6 + at] = payload[at]! ^ this.#mask[at & 3]!;
    this.#socket.write(frame);
  }

  #read(chunk: Buffer): void {
    let bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    if (!this.#isTaken) bytes = this.#shake(bytes);
    let at = 0;
    while (this.#isTaken) {
      const end = this.#frame(bytes, at);
      if (end === at) break;
      at = end;
    }
    this.#rest = at === bytes.length ? null : Buffer.from(bytes.subarray(at));
  }

  /** Reads the server's answer, if it is all there. Returns what comes after it. */
  #shake(bytes: Buffer): Buffer {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return bytes;
    const head = bytes.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 101')) {
      this.#socket.destroy(new Error(`the server took no socket: ${head.split('\r\n')[0]}`));
      return Buffer.alloc(0);
    }
    this.#isTaken = true;
    this.#taken();
    return bytes.subarray(end + 4);
  }

  /** Hands out the frame that begins at `from`. Returns where it ends, or `from` if it is not whole yet. */
  #frame(bytes: Buffer, from: number): number {
    if (bytes.length < from + 2) return from;
    let length = bytes[from + 1]!;
    let begin = from + 2;
    if (length === TWO_BYTES) {
      if (bytes.length < from + 4) return from;
      length = bytes.readUInt16BE(from + 2);
      begin = from + 4;
    } else if (length === EIGHT_BYTES) {
      if (bytes.length < from + 10) return from;
      length = bytes.readUInt32BE(from + 6);
      begin = from + 10;
    }
    const end = begin + length;
    if (bytes.length < end) return from;
    const kind = bytes[from]! & 0x0f;
    const payload = bytes.subarray(begin, end);
    if (kind === PING) this.#write(PONG, payload);
    else if (kind !== CLOSE && kind !== PONG) this.#onFrame(payload, kind === TEXT);
    return end;
  }
}

function greeting({ port, path, origin }: Address): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
