import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Gallery, Spectator } from './gallery.ts';
import { type Framed, MOST_UNSENT_BYTES, sendFramed } from './wire.ts';

/** What a view needs. */
export interface SpectatorViewProps {
  readonly socket: WebSocket;
  /** What the socket writes to. */
  readonly stream: Duplex;
  readonly gallery: Gallery;
}

/** Shows a socket what the gallery shows, from its making until it is closed. */
export class SpectatorView implements Spectator {
  readonly #props: SpectatorViewProps;
  #isStalled = false;

  constructor(props: SpectatorViewProps) {
    this.#props = props;
    props.gallery.enter(this);
  }

  close(): void {
    this.#props.gallery.leave(this);
  }

  onBeginning(frames: readonly Framed[]): void {
    this.#isStalled = false;
    for (const frame of frames) this.#send(frame);
  }

  onFrame(frame: Framed): void {
    const { socket, gallery } = this.#props;
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) this.#isStalled = true;
    if (!this.#isStalled) this.#send(frame);
    else if (socket.bufferedAmount === 0) gallery.begin(this);
  }

  #send(frame: Framed): void {
    sendFramed(this.#props.socket, this.#props.stream, frame);
  }
}
