import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Seated } from '../accounts/attendance.ts';
import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import { CLOSE_CODES } from '../protocol/close-code.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import { Budget, BYTES } from './budget.ts';
import { Connection } from './connection.ts';
import type { Line } from './line.ts';
import { GAP_MS, RoomFeed } from './room-feed.ts';
import type { Admission, TicketOffice } from './ticket-office.ts';
import { Watcher } from './watcher.ts';

/** The only path that can be upgraded. */
const PATH = '/ws';

/** No message of the protocol is longer; `ws` closes the socket of one that is. */
const MOST_MESSAGE_BYTES = 4096;

/** Time between two signs of life. */
const HEARTBEAT_MS = 10_000;

/** Time between two looks at a room that has fallen silent. */
const SILENCE_MS = 100;

/** How long a client may take to answer that its socket is closed, before it ends unanswered. */
const GOODBYE_MS = 1000;

/** Spectators of one room, over all processes; those who find no seat are some of them. */
const MOST_SPECTATORS = 50;

/** What a gateway needs. */
export interface GatewayProps {
  readonly log: RoomLog;
  readonly tickets: TicketOffice;
  readonly meter: Meter;
  readonly logger: Logger;
  readonly origins: ReadonlySet<string>;
  /** Takes a room over that has fallen silent. */
  readonly adopt: (code: string) => Promise<void>;
  /** Notes that somebody with an account sits down; to be called back when the socket has closed. */
  readonly sit: (seated: Seated) => () => void;
}

/** A feed and how many sockets need it. */
interface HeldFeed {
  readonly opening: Promise<RoomFeed | null>;
  /** The same, once it is there. */
  opened: RoomFeed | null;
  holders: number;
}

/** Every socket of this process: who may open one, and which room it hears. */
export class Gateway {
  readonly #props: GatewayProps;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
    clientTracking: false,
  });
  readonly #feeds = new Map<string, HeldFeed>();
  readonly #connections = new Set<Line>();
  /** What the sockets write to, those included that are refused: until its end each keeps the server from closing. */
  readonly #streams = new Set<Duplex>();
  readonly #heartbeat: NodeJS.Timeout;
  #nextLook: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(props: GatewayProps) {
    this.#props = props;
    this.#heartbeat = setInterval(() => {
      for (const connection of [...this.#connections]) connection.checkAlive();
    }, HEARTBEAT_MS);
    this.#watchSilence();
    props.log.onReachable(() => {
      for (const connection of this.#connections) connection.tellPaused();
    });
  }

  /** Answers the upgrades of an HTTP server. */
  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Asks every client to move elsewhere, closes the sockets that are left after `patience` ms, and stops. */
  async close(patience: number): Promise<void> {
    const deadline = performance.now() + patience;
    // One after another, so that they do not all knock at the next process at once.
    const movers = [...this.#connections].map((connection) =>
      setTimeout(() => connection.move(), (Math.random() * patience) / 3),
    );
    while (this.#connections.size > 0 && performance.now() < deadline) await wait(SILENCE_MS);
    for (const timer of [this.#heartbeat, this.#nextLook, ...movers]) clearTimeout(timer);
    this.#isClosed = true;
    for (const connection of [...this.#connections]) connection.close('moving');
    const last = performance.now() + GOODBYE_MS;
    while (this.#connections.size > 0 && performance.now() < last) await wait(GOODBYE_MS / 20);
    for (const stream of this.#streams) stream.destroy();
    const feeds = await Promise.allSettled([...this.#feeds.values()].map(({ opening }) => opening));
    await Promise.allSettled(feeds.map((feed) => feed.status === 'fulfilled' && feed.value?.close()));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A reset while the handshake is under way must not end the process.
    socket.on('error', () => socket.destroy());
    this.#streams.add(socket);
    socket.once('close', () => this.#streams.delete(socket));
    const refusal = this.#refusalOf(request);
    if (refusal !== null) {
      refuse(socket, refusal);
      return;
    }
    void this.#admit(request, socket, head);
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ticket = targetOf(request)?.searchParams.get('ticket') ?? '';
    try {
      const admission = await this.#props.tickets.redeem(ticket);
      if (admission === null) {
        this.#count('refused');
        refuse(socket, '401 Unauthorized');
      } else
        this.#sockets.handleUpgrade(
          request,
          socket,
          head,
          (opened) => void this.#open(opened, socket, admission),
        );
    } catch (error) {
      this.#count('unavailable');
      this.#props.logger.warn({ err: error }, 'ticket could not be looked up');
      refuse(socket, '503 Service Unavailable');
    }
  }

  #refusalOf(request: IncomingMessage): string | null {
    if (this.#isClosed) return '503 Service Unavailable';
    if (targetOf(request)?.pathname !== PATH) return '404 Not Found';
    if (!this.#props.origins.has(request.headers.origin ?? '')) return '403 Forbidden';
    return null;
  }

  async #open(socket: WebSocket, stream: Duplex, admission: Admission): Promise<void> {
    // What is sent to a socket that is being refused may be wrong, too: without a listener that would end the process.
    socket.on('error', () => socket.terminate());
    this.#limit(socket, stream);
    const { code } = admission;
    const feed = await this.#hold(code).catch((error: unknown) => {
      this.#props.logger.warn({ room: code, err: error }, 'room cannot be followed');
      return undefined;
    });
    if (feed === undefined || feed === null) {
      const reason = feed === null ? 'roomGone' : 'roomUnavailable';
      this.#count(feed === null ? 'gone' : 'unavailable');
      socket.close(CLOSE_CODES[reason], reason);
      this.#release(code);
      return;
    }
    if (this.#isClosed) socket.close(CLOSE_CODES.moving, 'moving');
    if (socket.readyState !== socket.OPEN) {
      this.#release(code);
      return;
    }
    if (admission.isSpectator) await this.#letWatch(socket, stream, admission, feed);
    else this.#letPlay(socket, stream, admission, feed);
  }

  /** Ends a socket that is sent more than any player can, also while it is closing: nobody would wait for that. */
  #limit(socket: WebSocket, stream: Duplex): void {
    const budget = new Budget(BYTES, performance.now());
    stream.on('data', ({ length }: Buffer) => {
      if (budget.spend(length, performance.now())) return;
      this.#props.meter.count('playcode_websocket_closes_total', { reason: 'flooding' });
      socket.terminate();
    });
  }

  /** Adds a socket, which takes the place of those that its person has had for the same. */
  #add(line: Line): void {
    const earlier = [...this.#connections].filter(
      (other) =>
        other.feed === line.feed && other.person === line.person && other.constructor === line.constructor,
    );
    this.#connections.add(line);
    this.#count('joined');
    for (const other of earlier) other.close('replaced');
  }

  #letPlay(socket: WebSocket, stream: Duplex, admission: Admission, feed: RoomFeed): void {
    const { log, meter, sit } = this.#props;
    const { code, person, player } = admission;
    const rise = player === null ? null : sit({ code, person, player });
    const keepPlace = (connection: Connection): Promise<void> => this.#keepPlace(connection);
    const givePlaceBack = (): Promise<void> => this.#givePlaceBack(code, person);
    const onClose = (connection: Connection): void => {
      rise?.();
      this.#onClosed(connection);
    };
    const props = { socket, stream, admission, feed, log, meter, keepPlace, givePlaceBack, onClose };
    this.#add(new Connection(props));
  }

  /** Lets somebody onto the gallery if there is a place; all processes share the places of a room. */
  async #letWatch(socket: WebSocket, stream: Duplex, admission: Admission, feed: RoomFeed): Promise<void> {
    const { log, meter } = this.#props;
    const { code, person } = admission;
    const refusal = feed.isLocked ? 'locked' : await this.#takePlace(feed, person);
    if (refusal !== null) {
      socket.close(CLOSE_CODES[refusal], refusal);
      this.#count(refusal === 'roomUnavailable' ? 'unavailable' : 'refused');
    } else if (socket.readyState !== socket.OPEN) await this.#givePlaceBack(code, person);
    if (refusal !== null || socket.readyState !== socket.OPEN) {
      this.#release(code);
      return;
    }
    const keepPlace = (watcher: Watcher): Promise<void> => this.#keepPlace(watcher);
    const onClose = (watcher: Watcher): void => this.#onClosed(watcher);
    this.#add(new Watcher({ socket, stream, admission, feed, log, meter, keepPlace, onClose }));
  }

  /** Takes or keeps a spectator's place, and tells everybody how many there are. Returns why there is none. */
  async #takePlace(feed: RoomFeed, person: string): Promise<'galleryFull' | 'roomUnavailable' | null> {
    try {
      const { log } = this.#props;
      const watchers = await log.watch(feed.code, person, MOST_SPECTATORS);
      if (watchers === null) return 'galleryFull';
      if (watchers !== feed.watchers) await log.notify(feed.code, { tell: 'watchers', watchers });
      return null;
    } catch {
      return 'roomUnavailable';
    }
  }

  /** A place that could not be kept for long, for the log was away, may be somebody else's by now. */
  async #keepPlace(line: Line): Promise<void> {
    if ((await this.#takePlace(line.feed, line.person)) === 'galleryFull') line.close('galleryFull');
  }

  /** A place that cannot be given back now is free again by itself. */
  async #givePlaceBack(code: string, person: string): Promise<void> {
    const { log } = this.#props;
    await log
      .unwatch(code, person)
      .then((watchers) => log.notify(code, { tell: 'watchers', watchers }))
      .catch(() => undefined);
  }

  #isWatched(code: string, person: string): boolean {
    return [...this.#connections].some(
      (other) => other.isWatching && other.feed.code === code && other.person === person,
    );
  }

  /** Sets the gauges of sockets and of the rooms that they hear. `now` is in milliseconds. */
  measure(now: number): void {
    const { meter } = this.#props;
    meter.set('playcode_websocket_connections', {}, this.size);
    meter.set('playcode_rooms_ownerless', {}, this.#heard().filter((feed) => feed.isOwnerless(now)).length);
  }

  /** Looks at all rooms, and again when one of them can have fallen silent: while all are heard, that is seldom. */
  #watchSilence(): void {
    const now = performance.now();
    let soonest = GAP_MS;
    for (const feed of this.#heard()) {
      if (feed.checkSilence(now)) void this.#props.adopt(feed.code);
      soonest = Math.min(soonest, feed.gapIn(now));
    }
    this.#nextLook = setTimeout(() => this.#watchSilence(), Math.max(SILENCE_MS, soonest));
  }

  /** The feeds of all connections. */
  #heard(): readonly RoomFeed[] {
    return [...this.#feeds.values()].flatMap(({ opened }) => opened ?? []);
  }

  #count(outcome: 'joined' | 'refused' | 'gone' | 'unavailable'): void {
    this.#props.meter.count('playcode_joins_total', { outcome });
  }

  /** The room's feed, which stays until everybody who held it has released it. */
  #hold(code: string): Promise<RoomFeed | null> {
    const { log, meter } = this.#props;
    const known = this.#feeds.get(code);
    if (known !== undefined) {
      known.holders += 1;
      return known.opening;
    }
    const opening = RoomFeed.open(code, log, meter);
    const feed: HeldFeed = { opening, opened: null, holders: 1 };
    this.#feeds.set(code, feed);
    // Whoever waits for it hears why it could not be opened.
    opening.then((opened) => (feed.opened = opened)).catch(() => undefined);
    return opening;
  }

  #release(code: string): void {
    const feed = this.#feeds.get(code)!;
    feed.holders -= 1;
    if (feed.holders > 0) return;
    this.#feeds.delete(code);
    // One that could not be opened needs no closing.
    feed.opening.then((opened) => opened?.close()).catch(() => undefined);
  }

  #onClosed(connection: Line): void {
    const { person, feed, isWatching } = connection;
    this.#connections.delete(connection);
    if (isWatching && !this.#isWatched(feed.code, person)) void this.#givePlaceBack(feed.code, person);
    this.#release(feed.code);
  }
}

/** The request's target, read against a base that cannot be mistaken: `//host` targets have no path of ours. */
function targetOf(request: IncomingMessage): URL | null {
  const target = request.url ?? '';
  if (!target.startsWith('/') || target.startsWith('//')) return null;
  return URL.canParse(target, 'http://service') ? new URL(target, 'http://service') : null;
}

function refuse(socket: Duplex, status: string): void {
  // Else one whose other side does not end it would stay for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
