import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import type { RawData, WebSocket } from 'ws';
import type { Meter } from '../meter.ts';
import { CLOSE_CODES, type CloseReason } from '../protocol/close-code.ts';
import { ClientMessage, type ServerMessage } from '../protocol/lobby.ts';
import { type ClientPacket, decodePacket } from '../protocol/packet.ts';
import type { Petition } from '../rooms/petition.ts';
import type { Notice, RoomLog } from '../rooms/room-log.ts';
import { MessageBudget } from './message-budget.ts';
import type { Member, RoomFeed } from './room-feed.ts';
import type { Admission } from './ticket-office.ts';
import { type Framed, sendFramed } from './wire.ts';

/** So many ticks behind, or so many bytes unsent, and a client gets a snapshot in the place of all that it missed. */
const MOST_LAG_TICKS = 14;
const MOST_UNSENT_BYTES = 64 * 1024;

/** Presence is said to the owner with every so many reports of progress, and so every few seconds. */
const REPORTS_PER_PRESENCE = 4;

/** A client gets at most one such snapshot in this time. */
const RESYNC_MS = 2000;

/** What a connection needs. */
export interface ConnectionProps {
  readonly socket: WebSocket;
  /** What the socket writes to. */
  readonly stream: Duplex;
  readonly admission: Admission;
  readonly feed: RoomFeed;
  readonly log: RoomLog;
  readonly meter: Meter;
  /** Called once, when the socket has closed. */
  readonly onClose: (connection: Connection) => void;
}

/** One player's (or watcher's) socket in one room. */
export class Connection implements Member {
  readonly #props: ConnectionProps;
  readonly #id = randomUUID();
  readonly #budget = new MessageBudget(performance.now());
  #reportedTick: number;
  #isStalled = false;
  #resyncedAt = Number.NEGATIVE_INFINITY;
  #isAlive = true;
  #isPaused = false;
  #reports = 0;
  #reported = { tick: -1, hash: 0 };

  constructor(props: ConnectionProps) {
    this.#props = props;
    this.#reportedTick = props.feed.nextTick;
    const { socket, feed } = props;
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // The close event follows every error; without a listener the error would end the process.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#onClosed());
    this.#tell({ type: 'welcome', person: this.person, code: feed.code, match: feed.match });
    this.tellPaused();
    if (feed.gathering !== null) socket.send(feed.gathering);
    for (const frame of feed.catchUp()) this.#send(frame);
    feed.join(this);
    this.#sit();
  }

  get person(): string {
    return this.#props.admission.person;
  }

  get feed(): RoomFeed {
    return this.#props.feed;
  }

  onTick(tick: number, frame: Framed): void {
    const { socket } = this.#props;
    const isBehind = socket.bufferedAmount > MOST_UNSENT_BYTES || tick - this.#reportedTick > MOST_LAG_TICKS;
    if (isBehind) this.#isStalled = true;
    if (!this.#isStalled) this.#send(frame);
    else if (socket.bufferedAmount === 0) this.#resync('slow');
  }

  onNotice(notice: Notice): void {
    if (notice.tell === 'closed') this.close('ended');
    else if (notice.tell === 'refused' && notice.person === this.person) this.#hearRefusal(notice.reason);
  }

  onText(text: string): void {
    this.#props.socket.send(text);
  }

  onHash(tick: number, hash: number): void {
    if (tick === this.#reported.tick && hash !== this.#reported.hash) this.#resync('desync');
  }

  onRewind(): void {
    this.#resyncedAt = Number.NEGATIVE_INFINITY;
    this.#tell({ type: 'rewound' });
    this.#resync('rewind');
  }

  onGone(): void {
    this.close('roomGone');
  }

  /** Asks the client to connect anew, to another process. */
  move(): void {
    this.#tell({ type: 'move' });
  }

  /** Tells the player that the match waits for its log, or goes on again; does nothing if that is known. */
  tellPaused(): void {
    const isPaused = !this.#props.log.reaches(this.feed.code);
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#tell({ type: 'paused', isPaused });
  }

  close(reason: CloseReason): void {
    this.#props.meter.count('playcode_websocket_closes_total', { reason });
    this.#props.socket.close(CLOSE_CODES[reason], reason);
  }

  /** Ends the socket without a word. */
  terminate(): void {
    this.#props.socket.terminate();
  }

  /** Ends a socket that has not answered since the last call, and asks the others for a sign of life. */
  checkAlive(): void {
    const { socket, meter } = this.#props;
    if (!this.#isAlive) {
      meter.count('playcode_websocket_closes_total', { reason: 'silent' });
      socket.terminate();
      return;
    }
    this.#isAlive = false;
    socket.ping();
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    // What is still under way in a socket that was replaced must not speak for its player any more.
    if (this.#props.socket.readyState !== this.#props.socket.OPEN) return;
    if (!this.#budget.spend(performance.now())) {
      this.close('flooding');
      return;
    }
    try {
      if (isBinary) this.#onPacket(decodePacket(bytesOf(data)));
      else this.#onText(v.parse(ClientMessage, JSON.parse(bytesOf(data).toString())));
    } catch {
      this.close('malformed');
    }
  }

  #onText(message: v.InferOutput<typeof ClientMessage>): void {
    if (message.type === 'leave') this.#leave();
    else this.#ask({ ask: 'host', person: this.person, order: message.order });
  }

  #onPacket(packet: ClientPacket): void {
    if (packet.is === 'inputs') {
      const { who, first, dirs } = packet;
      this.#ask({ ask: 'turn', person: this.person, who, first, dirs });
      return;
    }
    this.#reportedTick = packet.tick;
    const lag = Math.max(0, this.feed.nextTick - 1 - packet.tick);
    this.#props.meter.observe('playcode_client_lag_ticks', {}, lag);
    this.#reports += 1;
    if (this.#reports % REPORTS_PER_PRESENCE === 0) this.#sit();
    if (packet.hash !== null) this.#reported = { tick: packet.tick, hash: packet.hash };
  }

  /** Asks for the seat, or says that its player is still here; the owner may be new, or have missed it. */
  #sit(): void {
    const { name } = this.#props.admission;
    this.#ask({ ask: 'sit', person: this.person, name, connection: this.#id });
  }

  #hearRefusal(reason: 'full' | 'late' | 'locked'): void {
    if (reason === 'locked') this.close('locked');
    else this.#tell({ type: 'watching', reason });
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
    for (const frame of this.feed.catchUp()) this.#send(frame);
  }

  #onClosed(): void {
    this.feed.leave(this);
    this.#ask({ ask: 'lost', person: this.person, connection: this.#id });
    this.#props.onClose(this);
  }

  #ask(petition: Petition): void {
    // A petition that cannot be delivered now is repeated by the client, as long as no tick acknowledges it.
    this.#props.log.petition(this.feed.code, petition).catch(() => undefined);
  }

  #send(frame: Framed): void {
    sendFramed(this.#props.socket, this.#props.stream, frame);
  }

  #tell(message: ServerMessage): void {
    this.#props.socket.send(JSON.stringify(message));
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
