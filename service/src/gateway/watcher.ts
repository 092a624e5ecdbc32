import * as v from 'valibot';
import { ClientMessage } from '../protocol/lobby.ts';
import { decodePacket } from '../protocol/packet.ts';
import type { Notice } from '../rooms/room-log.ts';
import type { Spectator } from './gallery.ts';
import { Line, type LineProps } from './line.ts';
import type { Framed } from './wire.ts';

/** With so many bytes unsent, a spectator gets nothing until all is sent, and then begins anew. */
const MOST_UNSENT_BYTES = 64 * 1024;

/** What a watcher needs. */
export interface WatcherProps extends LineProps {
  /** Keeps the spectator's place, of which there are only so many in a room. */
  readonly keepPlace: () => void;
  /** Called once, when the socket has closed. */
  readonly onClose: (watcher: Watcher) => void;
}

/** One spectator's socket in one room. It only listens. */
export class Watcher extends Line implements Spectator {
  readonly #props: WatcherProps;
  #isStalled = false;

  constructor(props: WatcherProps) {
    super(props);
    this.#props = props;
    this.greet();
    this.tell({ type: 'watching', reason: 'spectator' });
    this.feed.gallery.enter(this);
  }

  get isWatching(): boolean {
    return true;
  }

  onBeginning(frames: readonly Framed[]): void {
    this.#isStalled = false;
    for (const frame of frames) this.send(frame);
  }

  onFrame(frame: Framed): void {
    const { socket } = this.#props;
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) this.#isStalled = true;
    if (!this.#isStalled) this.send(frame);
    else if (socket.bufferedAmount === 0) this.feed.gallery.begin(this);
  }

  onText(text: string): void {
    this.#props.socket.send(text);
  }

  onNotice(notice: Notice): void {
    if (notice.tell === 'closed') this.close('ended');
  }

  onGone(): void {
    this.close('roomGone');
  }

  override checkAlive(): void {
    super.checkAlive();
    this.#props.keepPlace();
  }

  /** Reports of progress mean nothing from here; turns and orders are a player's. */
  protected override onMessage(bytes: Buffer, isBinary: boolean): void {
    if (isBinary) decodePacket(bytes);
    else if (v.parse(ClientMessage, JSON.parse(bytes.toString())).type === 'leave') this.close('left');
  }

  protected override onClosed(): void {
    this.feed.gallery.leave(this);
    this.#props.onClose(this);
  }
}
