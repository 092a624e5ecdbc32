import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { ClientMessage } from '../protocol/lobby.ts';
import { type ClientPacket, decodePacket } from '../protocol/packet.ts';
import type { Petition } from '../rooms/petition.ts';
import type { Notice } from '../rooms/room-log.ts';
import { Line, type LineProps } from './line.ts';
import { entriesOf, type Member } from './room-feed.ts';
import { SpectatorView } from './spectator-view.ts';
import { type Framed, MOST_UNSENT_BYTES } from './wire.ts';

/** So many ticks behind, or too many bytes unsent, and a client gets a snapshot in the place of all that it missed. */
const MOST_LAG_TICKS = 14;

/** Presence is said to the owner this often, as long as the client reports how far it has come. */
const PRESENCE_MS = 4000;

/** A client gets at most one such snapshot in this time. */
const RESYNC_MS = 2000;

/** How long a seat is waited for with nothing to look at; who then has none and no refusal watches meanwhile. */
const PATIENCE_MS = 1000;

/** A client that stays behind for so long is let go; it comes back over another connection, or it does not. */
const TOO_SLOW_MS = 20_000;

/** What a connection needs. */
export interface ConnectionProps extends LineProps {
  /** Takes or keeps a spectator's place, for somebody who watches because there is no seat. */
  readonly keepPlace: (connection: Connection) => Promise<void>;
  /** Gives the place back, of somebody who has found a seat after all. */
  readonly givePlaceBack: () => Promise<void>;
  /** Called once, when the socket has closed. */
  readonly onClose: (connection: Connection) => void;
}

/**
 * One player's socket in one room, or that of somebody who waits there for a seat. The match as it is now is for those
 * who have one: whoever has not sees what spectators see, and could not tell a friend in the match any more than they.
 */
export class Connection extends Line implements Member {
  readonly #props: ConnectionProps;
  readonly #id = randomUUID();
  #reportedTick = 0;
  #isStalled = false;
  #isSeated = false;
  #isTurnedAway = false;
  /** Whether all have been told that the seat is played from here. */
  #isTold = false;
  /** The gathering, as text, that left no seat. */
  #takenBy: string | null = null;
  #view: SpectatorView | null = null;
  #patience: NodeJS.Timeout | undefined;
  #behindSince: number | null = null;
  #resyncedAt = Number.NEGATIVE_INFINITY;
  #satAt = 0;
  #reported = { tick: -1, hash: 0 };

  constructor(props: ConnectionProps) {
    super(props);
    this.#props = props;
    this.greet();
    this.feed.join(this);
    // Before the first tick there is nothing to be seen that others could not know.
    if (this.feed.nextTick === 0 || this.feed.isSeated(this.person)) this.#seat();
    else this.#patience = setTimeout(() => this.#watch(), PATIENCE_MS).unref();
    this.#sit();
    this.#take();
  }

  get isWatching(): boolean {
    return this.#isTurnedAway;
  }

  onTick(tick: number, frame: Framed): void {
    if (this.#isSeated) this.#show(tick, frame);
    else if (entriesOf(frame).some((entry) => entry.do === 'join' && entry.person === this.person))
      this.#seat();
  }

  #show(tick: number, frame: Framed): void {
    const { socket } = this.#props;
    const isBehind = socket.bufferedAmount > MOST_UNSENT_BYTES || tick - this.#reportedTick > MOST_LAG_TICKS;
    if (isBehind) {
      this.#isStalled = true;
      this.#behindSince ??= performance.now();
      if (performance.now() - this.#behindSince > TOO_SLOW_MS) {
        this.close('tooSlow');
        return;
      }
    }
    if (!this.#isStalled) this.send(frame);
    else if (socket.bufferedAmount === 0) this.#resync('slow');
  }

  onNotice(notice: Notice): void {
    if (notice.tell === 'closed') this.close('ended');
    else if (notice.tell === 'taken' && notice.person === this.person) this.#hearTaken(notice);
    else if (notice.tell === 'refused' && notice.person === this.person) this.#hearRefusal(notice.reason);
  }

  /** Who waits for a seat asks again once others are there than those who had them all. */
  override onText(text: string): void {
    super.onText(text);
    if (!this.#isTurnedAway || this.feed.gathering === this.#takenBy) return;
    this.#takenBy = this.feed.gathering;
    this.#sit();
  }

  onHash(tick: number, hash: number): void {
    if (this.#isSeated && tick === this.#reported.tick && hash !== this.#reported.hash)
      this.#resync('desync');
  }

  onRewind(): void {
    this.#resyncedAt = Number.NEGATIVE_INFINITY;
    this.tell({ type: 'rewound' });
    if (this.#isSeated) this.#resync('rewind');
  }

  onGone(): void {
    this.close('roomGone');
  }

  override checkAlive(): void {
    super.checkAlive();
    if (this.isWatching) void this.#props.keepPlace(this);
  }

  protected override onMessage(bytes: Buffer, isBinary: boolean): void {
    if (isBinary) this.#onPacket(decodePacket(bytes));
    else this.#onText(v.parse(ClientMessage, JSON.parse(bytes.toString())));
  }

  protected override onClosed(): void {
    clearTimeout(this.#patience);
    this.#view?.close();
    this.feed.leave(this);
    this.#ask({ ask: 'lost', person: this.person, connection: this.#id });
    this.#props.onClose(this);
  }

  #onText(message: v.InferOutput<typeof ClientMessage>): void {
    if (message.type === 'leave') this.#leave();
    else this.#ask({ ask: 'host', person: this.person, order: message.order });
  }

  #onPacket(packet: ClientPacket): void {
    this.#report(packet);
    if (packet.is !== 'inputs') return;
    const { who, first, dirs } = packet;
    this.#ask({ ask: 'turn', person: this.person, who, first, dirs });
  }

  /** Takes what a packet says of its client, besides what it asks. */
  #report(packet: ClientPacket): void {
    if (performance.now() - this.#satAt >= PRESENCE_MS) this.#sit();
    if (!this.#isSeated) return;
    const { tick } = packet;
    const { nextTick } = this.feed;
    this.#reportedTick = tick;
    if (nextTick - tick <= MOST_LAG_TICKS) this.#behindSince = null;
    this.#props.meter.observe('playcode_client_lag_ticks', {}, Math.max(0, nextTick - 1 - tick));
    if (packet.is === 'progress' && packet.hash !== null) this.#reported = { tick, hash: packet.hash };
  }

  /** Asks for the seat, or says that its player is still here; the owner may be new, or have missed it. */
  #sit(): void {
    const { name } = this.#props.admission;
    this.#satAt = performance.now();
    this.#ask({ ask: 'sit', person: this.person, name, connection: this.#id });
  }

  /** Tells all processes that an account's seat is played from here now; a guest is one tab. */
  #take(): void {
    const { tab, player } = this.#props.admission;
    if (player === null) return;
    const notice: Notice = { tell: 'taken', person: this.person, tab, connection: this.#id };
    this.#props.log.notify(this.feed.code, notice).catch(() => undefined);
  }

  /** All hear these in the same order: of two tabs that come at the same time the later one stays. */
  #hearTaken({ tab, connection }: Extract<Notice, { readonly tell: 'taken' }>): void {
    if (connection === this.#id) this.#isTold = true;
    else if (this.#isTold && tab !== this.#props.admission.tab) this.close('replaced');
  }

  #hearRefusal(reason: 'full' | 'late' | 'locked'): void {
    // It may have been on its way while a seat was free after all.
    if (this.feed.isSeated(this.person)) return;
    if (reason === 'locked') {
      this.close('locked');
      return;
    }
    this.tell({ type: 'watching', reason });
    this.#isTurnedAway = true;
    this.#takenBy = this.feed.gathering;
    this.#watch();
    void this.#props.keepPlace(this);
  }

  /** Shows the match as it was a while ago. */
  #watch(): void {
    clearTimeout(this.#patience);
    this.#isSeated = false;
    this.#view ??= new SpectatorView({ ...this.#props, gallery: this.feed.gallery });
  }

  /** Shows the match as it is now. */
  #seat(): void {
    clearTimeout(this.#patience);
    this.#isSeated = true;
    this.#view?.close();
    this.#view = null;
    this.#reportedTick = this.feed.nextTick;
    for (const frame of this.feed.catchUp()) this.send(frame);
    if (!this.#isTurnedAway) return;
    this.#isTurnedAway = false;
    void this.#props.givePlaceBack();
  }

  #leave(): void {
    this.#ask({ ask: 'leave', person: this.person });
    this.close('left');
  }

  /** Sends everything anew, unless that has just been done. */
  #resync(reason: 'slow' | 'desync' | 'rewind'): void {
    const now = performance.now();
    if (now - this.#resyncedAt < RESYNC_MS) return;
    this.#resyncedAt = now;
    this.#isStalled = false;
    this.#reportedTick = this.feed.nextTick;
    this.#props.meter.count('playcode_resyncs_total', { reason });
    for (const frame of this.feed.catchUp()) this.send(frame);
  }

  #ask(petition: Petition): void {
    // A petition that cannot be delivered now is repeated by the client, as long as no tick acknowledges it.
    this.#props.log.petition(this.feed.code, petition).catch(() => undefined);
  }
}
