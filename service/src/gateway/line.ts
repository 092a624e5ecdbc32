import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Meter } from '../meter.ts';
import { CLOSE_CODES, type CloseReason } from '../protocol/close-code.ts';
import type { ServerMessage } from '../protocol/lobby.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import { Budget, MESSAGES } from './budget.ts';
import type { RoomFeed } from './room-feed.ts';
import type { Admission } from './ticket-office.ts';
import { type Framed, MOST_UNSENT_BYTES, sendFramed } from './wire.ts';

/** What a line needs. */
export interface LineProps {
  readonly socket: WebSocket;
  /** What the socket writes to. */
  readonly stream: Duplex;
  readonly admission: Admission;
  readonly feed: RoomFeed;
  readonly log: RoomLog;
  readonly meter: Meter;
}

/** A socket in one room, a player's or a spectator's. */
export abstract class Line {
  readonly #props: LineProps;
  readonly #budget = new Budget(MESSAGES, performance.now());
  /** Whether anything has come since the last look, and whether a sign of life was asked for at it. */
  #isHeard = true;
  #isAsked = false;
  #isPaused = false;

  constructor(props: LineProps) {
    this.#props = props;
    const { socket } = props;
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('pong', () => {
      this.#isHeard = true;
    });
    socket.on('close', () => this.onClosed());
  }

  get person(): string {
    return this.#props.admission.person;
  }

  get feed(): RoomFeed {
    return this.#props.feed;
  }

  /** Whether somebody only watches here, and takes one of the room's places for that. */
  abstract get isWatching(): boolean;

  /** Passes a text on that is the same for all. In a room that waits nothing else would stop for who does not read. */
  onText(text: string): void {
    const { socket } = this.#props;
    if (socket.bufferedAmount <= MOST_UNSENT_BYTES) socket.send(text);
  }

  /** Asks the client to connect anew, to another process. */
  move(): void {
    this.tell({ type: 'move' });
  }

  /** Tells the client that the match waits for its log, or goes on again; does nothing if that is known. */
  tellPaused(): void {
    const isPaused = !this.#props.log.reaches(this.feed.code);
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.tell({ type: 'paused', isPaused });
  }

  /** Does nothing to a socket that is closing already, and may take its time. */
  close(reason: CloseReason): void {
    if (this.#props.socket.readyState !== this.#props.socket.OPEN) return;
    this.#props.meter.count('playcode_websocket_closes_total', { reason });
    this.#props.socket.close(CLOSE_CODES[reason], reason);
  }

  /**
   * Asks a socket from which nothing has come since the last call for a sign of life, and ends it if it was asked in vain.
   * Players say something every second: for them nothing has to be sent.
   */
  checkAlive(): void {
    const { socket, meter } = this.#props;
    const isQuiet = !this.#isHeard;
    if (isQuiet && this.#isAsked) {
      meter.count('playcode_websocket_closes_total', { reason: 'silent' });
      socket.terminate();
      return;
    }
    this.#isHeard = false;
    this.#isAsked = isQuiet;
    if (isQuiet) socket.ping();
  }

  /** What every client hears first: who it is, and how the room stands. */
  protected greet(): void {
    const { code, match, gathering, watchers } = this.feed;
    this.tell({ type: 'welcome', person: this.person, code, match });
    this.tellPaused();
    if (gathering !== null) this.#props.socket.send(gathering);
    if (watchers > 0) this.tell({ type: 'watchers', count: watchers });
  }

  protected send(frame: Framed): void {
    sendFramed(this.#props.socket, this.#props.stream, frame);
  }

  protected tell(message: ServerMessage): void {
    this.#props.socket.send(JSON.stringify(message));
  }

  /** @throws whatever makes the message malformed */
  protected abstract onMessage(bytes: Buffer, isBinary: boolean): void;

  /** Called once, when the socket has closed. */
  protected abstract onClosed(): void;

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#isHeard = true;
    // What is still under way in a socket that was replaced must not speak for its player any more.
    if (this.#props.socket.readyState !== this.#props.socket.OPEN) return;
    if (!this.#budget.spend(1, performance.now())) {
      this.close('flooding');
      return;
    }
    try {
      this.onMessage(bytesOf(data), isBinary);
    } catch {
      this.close('malformed');
    }
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
