import * as v from 'valibot';
import { ClientMessage } from '../protocol/lobby.ts';
import { decodePacket } from '../protocol/packet.ts';
import type { Notice } from '../rooms/room-log.ts';
import { Line, type LineProps } from './line.ts';
import type { Member } from './room-feed.ts';
import { SpectatorView } from './spectator-view.ts';

/** What a watcher needs. */
export interface WatcherProps extends LineProps {
  /** Keeps the spectator's place, of which there are only so many in a room. */
  readonly keepPlace: (watcher: Watcher) => Promise<void>;
  /** Called once, when the socket has closed. */
  readonly onClose: (watcher: Watcher) => void;
}

/** One spectator's socket in one room. It only listens. */
export class Watcher extends Line implements Member {
  readonly #props: WatcherProps;
  readonly #view: SpectatorView;

  constructor(props: WatcherProps) {
    super(props);
    this.#props = props;
    this.greet();
    this.tell({ type: 'watching', reason: 'spectator' });
    this.feed.join(this);
    this.#view = new SpectatorView({ ...props, gallery: this.feed.gallery });
  }

  get isWatching(): boolean {
    return true;
  }

  onTick(): void {
    // Ticks, and where to begin anew, come from the gallery.
  }

  onNotice(notice: Notice): void {
    if (notice.tell === 'closed') this.close('ended');
  }

  onHash(): void {
    // A spectator's hashes would come too late to be compared.
  }

  onRewind(): void {
    // As with ticks.
  }

  onGone(): void {
    this.close('roomGone');
  }

  override checkAlive(): void {
    super.checkAlive();
    void this.#props.keepPlace(this);
  }

  /** Reports of progress mean nothing from here; turns and orders are a player's. */
  protected override onMessage(bytes: Buffer, isBinary: boolean): void {
    if (isBinary) decodePacket(bytes);
    else if (v.parse(ClientMessage, JSON.parse(bytes.toString())).type === 'leave') this.close('left');
  }

  protected override onClosed(): void {
    this.#view.close();
    this.feed.leave(this);
    this.#props.onClose(this);
  }
}
