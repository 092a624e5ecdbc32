import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Direction, playerOf } from '../../game/index.ts';
import type { Chance } from '../../game/random.ts';
import { MalformedBytes } from '../../src/protocol/bytes.ts';
import { encodePacket } from '../../src/protocol/packet.ts';
import { Replica, SNAPSHOT_TICKS } from '../../src/protocol/replica.ts';
import { decodeServerFrames } from '../../src/protocol/server-frame.ts';
import { continues, decodeTick } from '../../src/protocol/tick.ts';
import { BACKOFF_MS, PAUSED_MS } from '../../web/src/worker/connection.ts';
import type { Ledger } from './ledger.ts';

/** Milliseconds after which unacknowledged turns are sent again, and after which a player reports who has sent nothing. */
const RESEND_MS = 300;
const PROGRESS_MS = 1000;

/** Milliseconds until a socket that says nothing is given up. */
const SILENT_MS = 4500;

/** Turns on the way at once. */
const MOST_PENDING = 3;

/** So many times in a row there was no such room: then there is none. */
const MOST_REFUSALS = 12;

interface Turn {
  readonly seq: number;
  readonly dir: Direction;
}

interface Line {
  readonly socket: WebSocket;
  person: string;
  /** Tick that comes next, and what it must follow; −1 before the snapshot. */
  next: number;
  chain: number;
  heardAt: number;
  /** Whether the match waits, as far as that process can tell. */
  isPaused: boolean;
}

/** What a player needs. */
export interface LightPlayerProps {
  readonly ledger: Ledger;
  readonly name: string;
  readonly origin: string;
  readonly chance: Chance;
  /** Addresses of processes that take players now. */
  readonly addresses: () => readonly string[];
  /** Whether this one holds a replica and compares states. */
  readonly isWitness: boolean;
  /** Hears of each tick that is shown. @default nobody does */
  readonly onTick?: () => void;
}

/** A player that only decodes: sends turns until ticks acknowledge them, connects again whatever happens. */
export class LightPlayer {
  readonly ledger: Ledger;
  /** Why this player stays away for good. */
  over: 'ended' | 'gone' | 'left' | null = null;
  /** Latest moment at which the player was made to begin anew, in milliseconds. */
  begunAt = 0;
  /** What the last attempt to connect came to. */
  fortune = 'none';
  readonly #props: LightPlayerProps;
  readonly #chance: Chance;
  #cookie = '';
  #current: Line | null = null;
  #isDialling = false;
  #attempt = 0;
  #who = 0;
  #logged = 0;
  #pending: Turn[] = [];
  #earlier: Turn[] = [];
  #sentAt = 0;
  #pressAt = 0;
  #progressAt = 0;
  #replica: Replica | null = null;
  #refusals = 0;

  constructor(props: LightPlayerProps) {
    this.#props = props;
    this.ledger = props.ledger;
    this.#chance = props.chance;
  }

  /** Whether ticks come now. */
  get isLive(): boolean {
    return this.#current !== null && this.#current.next >= 0 && this.#who > 0;
  }

  get pending(): readonly Turn[] {
    return this.#pending;
  }

  get who(): number {
    return this.#who;
  }

  /** To be called often. */
  act(now: number): void {
    if (this.over !== null) return;
    const line = this.#current;
    if (line !== null && now - line.heardAt > (line.isPaused ? PAUSED_MS : SILENT_MS)) {
      line.heardAt = now;
      void this.#dial();
    }
    if (line === null) {
      void this.#dial();
      return;
    }
    if (this.isLive) this.#play(now);
    // Also of whom there is no seat yet: what asked for it may have been lost.
    if (line.next >= 0 && now - Math.max(this.#sentAt, this.#progressAt) > PROGRESS_MS) {
      this.#progressAt = now;
      line.socket.send(encodePacket({ is: 'progress', tick: line.next, hash: null }));
    }
  }

  #play(now: number): void {
    if (now - this.#pressAt > 500 + this.#chance.draw(700)) this.press(now);
    if (this.#pending.length > 0 && now - this.#sentAt > RESEND_MS) this.#sendPending(now);
  }

  /** A new turn, if not too many are on their way. */
  press(now: number): void {
    if (!this.isLive || this.#pending.length >= MOST_PENDING) return;
    this.#pressAt = now;
    const seq = (this.#pending.at(-1)?.seq ?? this.#logged) + 1;
    const dir = this.#chance.draw(4) as Direction;
    this.#pending.push({ seq, dir });
    this.ledger.noteSent(this.#who, seq, dir);
    this.#sendPending(now);
  }

  /** Loses its socket as a phone in a tunnel does. */
  drop(): void {
    this.#current?.socket.terminate();
  }

  /** Stops reading for a while. */
  async dawdle(milliseconds: number): Promise<void> {
    const socket = this.#current?.socket;
    if (socket === undefined || socket.readyState !== WebSocket.OPEN) return;
    socket.pause();
    await wait(milliseconds);
    socket.resume();
  }

  leave(): void {
    this.over = 'left';
    if (this.#current !== null) bidFarewell(this.#current.socket);
  }

  stop(): void {
    this.over ??= 'left';
    this.#current?.socket.terminate();
  }

  /** Sends what is not acknowledged; now and then twice, and behind it what was sent before. */
  #sendPending(now: number): void {
    const { socket, next } = this.#current!;
    this.#sentAt = now;
    const packet = (turns: readonly Turn[]): Uint8Array =>
      encodePacket({
        is: 'inputs',
        tick: next,
        who: this.#who,
        first: turns[0]!.seq,
        dirs: turns.map(({ dir }) => dir),
      });
    socket.send(packet(this.#pending));
    const luck = this.#chance.draw(10);
    if (luck === 0) socket.send(packet(this.#pending));
    if (luck === 1 && this.#earlier.length > 0) socket.send(packet(this.#earlier));
    if (luck === 2 && this.#pending.length > 1) socket.send(packet(this.#pending.slice(1)));
    this.#earlier = [...this.#pending];
  }

  async #dial(): Promise<void> {
    if (this.#isDialling || this.over !== null) return;
    this.#isDialling = true;
    try {
      // Whoever asks more often than the game's own client is refused for doing so.
      const backoff = BACKOFF_MS[Math.min(this.#attempt, BACKOFF_MS.length - 1)]!;
      this.#attempt += 1;
      await wait(backoff + this.#chance.draw(200));
      const addresses = this.#props.addresses();
      const address = addresses[this.#chance.draw(addresses.length)];
      if (address === undefined) return;
      const ticket = await this.#ticket(address);
      if (ticket !== null) await this.#open(address, ticket);
    } catch (error) {
      // Whoever was asked is away; the next call of `act` asks somebody.
      this.fortune = error instanceof Error ? error.message : String(error);
    } finally {
      this.#isDialling = false;
    }
  }

  async #ticket(address: string): Promise<string | null> {
    const answer = await fetch(`${address}/api/rooms/${this.ledger.code}/tickets`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: this.#props.origin,
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
      },
      body: JSON.stringify({ name: this.#props.name }),
      signal: AbortSignal.timeout(3000),
    });
    this.#cookie = (answer.headers.get('set-cookie') ?? this.#cookie).split(';')[0]!;
    this.#refusals = answer.status === 404 ? this.#refusals + 1 : 0;
    if (this.#refusals === MOST_REFUSALS) this.over ??= 'gone';
    this.fortune = `ticket: ${answer.status}`;
    if (!answer.ok) return null;
    return ((await answer.json()) as { ticket: string }).ticket;
  }

  async #open(address: string, ticket: string): Promise<void> {
    const { origin } = this.#props;
    const socket = new WebSocket(`${address.replace('http', 'ws')}/ws?ticket=${ticket}`, {
      origin,
      handshakeTimeout: 3000,
      perMessageDeflate: false,
    });
    const now = performance.now();
    const line: Line = { socket, person: '', next: -1, chain: 0, heardAt: now, isPaused: false };
    await new Promise<void>((resolve) => {
      const settle = setTimeout(() => {
        if (this.#current !== line) socket.terminate();
      }, SILENT_MS);
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (this.over !== null) bidFarewell(socket);
        else if (isBinary) this.#onFrame(line, new Uint8Array(data));
        else this.#onText(line, JSON.parse(data.toString()));
        if (this.#current === line) resolve();
      });
      socket.on('error', () => undefined);
      socket.on('close', (code) => {
        clearTimeout(settle);
        this.fortune = `closed: ${code}`;
        this.#onClosed(line, code);
        resolve();
      });
    });
  }

  #onText(line: Line, text: { readonly type: string; readonly [field: string]: unknown }): void {
    if (text.type === 'welcome') line.person = text.person as string;
    if (text.type === 'move') void this.#dial();
    if (text.type === 'paused') line.isPaused = text.isPaused === true;
  }

  #onFrame(line: Line, data: Uint8Array): void {
    line.heardAt = performance.now();
    try {
      for (const { is, bytes } of decodeServerFrames(data))
        if (is === 'snapshot') this.#begin(line, bytes);
        else this.#onTick(line, bytes);
    } catch (error) {
      if (!(error instanceof MalformedBytes)) throw error;
      this.#refuse(line);
    }
  }

  /** The new socket takes over from the one before at its snapshot. */
  #begin(line: Line, bytes: Uint8Array): void {
    const replica = Replica.restore(bytes);
    const before = this.#current;
    this.#current = line;
    this.#attempt = 0;
    this.fortune = 'plays';
    if (before !== null && before !== line) before.socket.close();
    this.begunAt = performance.now();
    line.next = replica.state.tick;
    line.chain = replica.chain;
    this.#replica = this.#props.isWitness ? replica : null;
    const who = replica.seatOf(line.person)?.who ?? 0;
    const seq = playerOf(replica.state, who)?.seq ?? 0;
    if (who !== this.#who) this.#pending = [];
    this.#who = who;
    this.#logged = seq;
    // Numbers that the log has already, or that would leave a gap, cannot be played any more.
    this.#pending = this.#pending.filter((turn) => turn.seq > seq);
    if (this.#pending[0] !== undefined && this.#pending[0].seq !== seq + 1) this.#pending = [];
    this.#earlier = [];
    this.#sentAt = 0;
  }

  /** What has come is no frame, or does not follow: that is held against the service, and asked for anew. */
  #refuse(line: Line): void {
    this.ledger.astray += 1;
    line.socket.terminate();
  }

  #onTick(line: Line, bytes: Uint8Array): void {
    if (line !== this.#current) return;
    const tick = decodeTick(bytes);
    if (tick.tick !== line.next || !continues(line.chain, bytes)) {
      this.#refuse(line);
      return;
    }
    line.next += 1;
    line.chain = tick.chain;
    this.#props.onTick?.();
    const seenAt = this.ledger.noteSeen(tick.tick, bytes);
    for (const entry of tick.entries) {
      if (entry.do === 'join' && entry.person === line.person) {
        this.#who = entry.who;
        this.#logged = 0;
        this.#pending = [];
      }
      if (entry.do === 'turn' && entry.who === this.#who) {
        this.ledger.noteAcknowledged(entry.who, entry.seq, entry.dir, tick.tick, seenAt);
        this.#logged = entry.seq;
        this.#pending = this.#pending.filter(({ seq }) => seq > entry.seq);
      }
    }
    if (this.#replica === null) return;
    this.#replica.apply(bytes);
    if (this.#replica.state.ending !== null) this.ledger.noteHash(line.next, this.#replica.hash());
    if (line.next % SNAPSHOT_TICKS !== 0) return;
    const hash = this.#replica.hash();
    this.ledger.noteHash(line.next, hash);
    line.socket.send(encodePacket({ is: 'progress', tick: line.next, hash }));
  }

  #onClosed(line: Line, code: number): void {
    if (line !== this.#current) return;
    this.#current = null;
    if (code === 4500) this.over ??= 'ended';
    if (code === 4504) this.over ??= 'gone';
  }
}

/** Also where a player has left while another socket was opened: it would be back by it. */
function bidFarewell(socket: WebSocket): void {
  socket.send(JSON.stringify({ type: 'leave' }));
}
