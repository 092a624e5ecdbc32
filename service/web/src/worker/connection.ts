import { CLOSE_CODES } from '../../../src/protocol/close-code.ts';
import type { ServerMessage } from '../../../src/protocol/lobby.ts';
import { decodeServerFrames, type ServerFrame } from '../../../src/protocol/server-frame.ts';
import type { ClosedWhy, Link } from './messages.ts';

/** An open socket, as far as a connection cares. */
export interface Wire {
  send(data: Uint8Array | string): void;
  close(): void;
}

/** What a socket tells. */
export interface WireEvents {
  message(data: ArrayBuffer | string): void;
  closed(code: number): void;
}

/** What a connection needs from outside. */
export interface Outside {
  /** Opens a socket with a ticket. */
  dial(ticket: string, events: WireEvents): Wire;
  /** Asks for another ticket to the same seat. @throws Refused for good, anything else to try again */
  ticket(): Promise<string>;
  /** What the connection reports. */
  link(link: Link): void;
  text(message: ServerMessage): void;
  frame(frame: ServerFrame): void;
}

/** A ticket was refused for a reason that waiting does not change. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly why: ClosedWhy;

  constructor(why: ClosedWhy) {
    super(`no ticket: ${why}`);
    this.why = why;
  }
}

/** Milliseconds without a frame after which the player is told, and after which another socket is tried. */
const QUIET_MS = 1_800;
const SILENT_MS = 4_500;

/**
 * While a match is paused for so long, and up to so much longer by chance, another process is asked: it may be only this one
 * that cannot reach the log. Redis by itself is back sooner, and not everybody is to ask at once.
 */
export const PAUSED_MS = 8_000;
const PAUSED_JITTER_MS = 4_000;

/** At most one fresh snapshot is asked for in so many milliseconds. */
const RESYNC_MS = 2_000;

/** Milliseconds before the first, second, … attempt to connect again. */
export const BACKOFF_MS = [0, 250, 600, 1_200, 2_500, 4_000] as const;

const WHY: Readonly<Record<number, ClosedWhy>> = {
  [CLOSE_CODES.ended]: 'ended',
  [CLOSE_CODES.malformed]: 'broken',
  [CLOSE_CODES.flooding]: 'broken',
  [CLOSE_CODES.replaced]: 'replaced',
  [CLOSE_CODES.roomGone]: 'gone',
  [CLOSE_CODES.left]: 'left',
  [CLOSE_CODES.locked]: 'locked',
  [CLOSE_CODES.galleryFull]: 'galleryFull',
};

interface Line {
  wire: Wire | null;
  /** What came before the snapshot: it counts once the line is the current one. */
  readonly greeting: ServerMessage[];
}

/**
 * One seat's connection over any number of sockets. A new socket takes over from the one before at its first
 * snapshot, so that frames always come from exactly one of them.
 */
export class Connection {
  readonly #outside: Outside;
  #current: Line | null = null;
  #next: Line | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #dialledAt = 0;
  #resyncedAt = Number.NEGATIVE_INFINITY;
  #link: Link['is'] | null = null;
  /** The service said that the match waits: silence means nothing, until a moment at which another process is asked. */
  #isPaused = false;
  #askAt = 0;

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** Opens the first socket. */
  enter(ticket: string, now: number): void {
    this.#heardAt = now;
    this.#tell({ is: 'connecting' });
    this.#dial(ticket, now);
  }

  get open(): boolean {
    return this.#link !== 'closed';
  }

  send(data: Uint8Array | string): void {
    this.#current?.wire?.send(data);
  }

  /** Asks for a fresh snapshot over another socket: what came does not follow what is there. */
  resync(now: number): void {
    if (this.#next !== null || this.#retry !== undefined) return;
    const early = this.#resyncedAt + RESYNC_MS - now;
    this.#resyncedAt = now;
    this.#tryAgain(Math.max(0, early));
  }

  /** The network may be back: no reason to wait any longer. */
  wake(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#attempt = 0;
    this.#tryAgain();
  }

  /** Looks at the clock, a few times a second. */
  watch(now: number): void {
    if (!this.open || this.#retry !== undefined) return;
    if (this.#isPaused) {
      this.#heardAt = now;
      if (this.#next === null && now >= this.#askAt) {
        this.#tryAgain();
        return;
      }
    }
    if (now - this.#heardAt > QUIET_MS && this.#link === 'live') this.#tell({ is: 'lost' });
    if (this.#next === null) {
      if (now - this.#heardAt > SILENT_MS) this.#tryAgain();
    } else if (now - this.#dialledAt > SILENT_MS) {
      this.#drop(this.#next);
      this.#next = null;
      this.#retryLater();
    }
  }

  /** Closes everything, for good. */
  close(why: ClosedWhy): void {
    if (!this.open) return;
    clearTimeout(this.#retry);
    this.#drop(this.#next);
    this.#drop(this.#current);
    this.#next = null;
    this.#current = null;
    this.#tell({ is: 'closed', why });
  }

  #tell(link: Link): void {
    if (this.#link === link.is) return;
    this.#link = link.is;
    this.#outside.link(link);
  }

  #drop(line: Line | null): void {
    const wire = line?.wire;
    if (line !== null) line.wire = null;
    wire?.close();
  }

  #tryAgain(atLeast = 0): void {
    const wait = BACKOFF_MS[Math.min(this.#attempt, BACKOFF_MS.length - 1)]!;
    this.#attempt += 1;
    const jittered = wait * (0.75 + Math.random() / 2);
    this.#retry = setTimeout(() => void this.#redial(), Math.max(atLeast, jittered));
  }

  async #redial(): Promise<void> {
    try {
      const ticket = await this.#outside.ticket();
      this.#retry = undefined;
      if (this.open) this.#dial(ticket, performance.now());
    } catch (error) {
      this.#retry = undefined;
      if (!this.open) return;
      if (error instanceof Refused) this.close(error.why);
      else this.#retryLater();
    }
  }

  /** After an attempt that came to nothing; while the match waits here, that is not urgent. */
  #retryLater(): void {
    if (this.#isWaiting) this.#putOff();
    else this.#tryAgain();
  }

  get #isWaiting(): boolean {
    return this.#isPaused && this.#current !== null;
  }

  #putOff(): void {
    this.#attempt = 0;
    this.#askAt = performance.now() + PAUSED_MS + Math.random() * PAUSED_JITTER_MS;
  }

  #dial(ticket: string, now: number): void {
    this.#dialledAt = now;
    const line: Line = { wire: null, greeting: [] };
    this.#next = line;
    line.wire = this.#outside.dial(ticket, {
      message: (data) => this.#heard(line, data),
      closed: (code) => this.#closed(line, code),
    });
  }

  #heard(line: Line, data: ArrayBuffer | string): void {
    if (line.wire === null) return;
    if (typeof data === 'string') {
      const message = JSON.parse(data) as ServerMessage;
      if (line === this.#current) this.#hearText(message);
      else line.greeting.push(message);
      return;
    }
    for (const frame of decodeServerFrames(new Uint8Array(data))) this.#hearFrame(line, frame);
  }

  #hearFrame(line: Line, frame: ServerFrame): void {
    if (line === this.#next && frame.is === 'snapshot') this.#takeOver(line);
    if (line !== this.#current) return;
    this.#heardAt = performance.now();
    this.#tell({ is: 'live' });
    this.#outside.frame(frame);
  }

  #takeOver(line: Line): void {
    const before = this.#current;
    this.#current = line;
    this.#next = null;
    this.#attempt = 0;
    this.#hearPause(false);
    this.#drop(before);
    for (const message of line.greeting) this.#hearText(message);
  }

  #hearText(message: ServerMessage): void {
    // Before the match there are no ticks: word of who has come is the sign of life.
    if (message.type === 'gathering' && !message.isStarted) {
      this.#heardAt = performance.now();
      this.#tell({ is: 'live' });
    }
    if (message.type === 'move') this.resync(performance.now());
    else if (message.type === 'paused') this.#hearPause(message.isPaused);
    else this.#outside.text(message);
  }

  #hearPause(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    this.#putOff();
    this.#outside.text({ type: 'paused', isPaused });
  }

  #closed(line: Line, code: number): void {
    if (line.wire === null) return;
    line.wire = null;
    const why = WHY[code];
    if (line === this.#current) {
      this.#current = null;
      if (this.#next !== null && code === CLOSE_CODES.replaced) return;
    }
    if (why !== undefined) {
      this.close(why);
      return;
    }
    if (line === this.#next) this.#next = null;
    if (!this.#isWaiting) this.#tell({ is: 'lost' });
    if (this.#next === null && this.#retry === undefined) this.#retryLater();
  }
}
