import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Direction } from '../../service/game/index.ts';
import { playerOf } from '../../service/game/index.ts';
import { encodePacket } from '../../service/src/protocol/packet.ts';
import { Replica } from '../../service/src/protocol/replica.ts';
import { decodeServerFrames, type ServerFrame } from '../../service/src/protocol/server-frame.ts';
import { post } from './running-service.ts';
import { until } from './until.ts';

/** A player without a browser: speaks the protocol over a real socket and keeps what it saw. */
export class TestPlayer {
  readonly socket: WebSocket;
  readonly texts: { readonly type: string; readonly [field: string]: unknown }[] = [];
  /** Every frame's bytes, by tick. */
  readonly ticks = new Map<number, Uint8Array>();
  /** When each tick came, by `performance.now()`. */
  readonly heardAt = new Map<number, number>();
  /** Where the own head stood after the tick that acknowledged a turn, by the turn's number. */
  readonly acknowledged = new Map<number, number>();
  /** How many ticks each frame held, a snapshot counted as one. */
  readonly frameSizes: number[] = [];
  snapshots = 0;
  replica: Replica | null = null;
  readonly #changed: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#onData(data);
      else this.texts.push(JSON.parse(data.toString()));
      for (const wake of this.#changed.splice(0)) wake();
    });
    socket.on('close', () => {
      for (const wake of this.#changed.splice(0)) wake();
    });
  }

  /** Opens a socket with a ticket; `origin` is the page's. */
  static async open(address: string, ticket: string, origin = address): Promise<TestPlayer> {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/ws?ticket=${ticket}`, { origin });
    const player = new TestPlayer(socket);
    await once(socket, 'open');
    return player;
  }

  /** Takes a seat in a room, as the browser that a cookie names. */
  static async join(
    address: string,
    code: string,
    name: string,
    origin: string,
    cookie = '',
  ): Promise<{ readonly player: TestPlayer; readonly cookie: string }> {
    const answer = await post(`${address}/api/rooms/${code}/tickets`, { name }, { cookie, origin });
    if (answer.status !== 201) throw new Error(`a ticket for ${code}: ${JSON.stringify(answer)}`);
    const player = await TestPlayer.open(address, answer.body.ticket as string, origin);
    return { player, cookie: answer.cookie || cookie };
  }

  /** Whether the service has said last that the match stands still; `undefined` if it has said nothing of it. */
  get isPaused(): boolean | undefined {
    return this.texts.findLast(({ type }) => type === 'paused')?.isPaused as boolean | undefined;
  }

  get person(): string {
    return this.texts.find((text) => text.type === 'welcome')?.person as string;
  }

  /** Incarnation, once the log has given one. */
  get who(): number | undefined {
    return this.replica?.seatOf(this.person)?.who;
  }

  get self(): ReturnType<typeof playerOf> {
    return this.replica !== null && this.who !== undefined
      ? playerOf(this.replica.state, this.who)
      : undefined;
  }

  /** Waits until something holds, looked at whenever something has come; that may be several messages at once. */
  async until(what: string, holds: () => boolean, milliseconds = 10_000): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (!holds()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`after ${milliseconds} ms still not: ${what}`);
      await new Promise<void>((wake) => {
        const timer = setTimeout(wake, Math.min(left, 500));
        this.#changed.push(() => {
          clearTimeout(timer);
          wake();
        });
      });
    }
  }

  /** Waits for its seat, and reports each second as a client does: the gateway asks again for a seat that was not heard of. */
  async seat(): Promise<void> {
    const report = encodePacket({ is: 'progress', tick: 0, hash: null });
    const reports = setInterval(() => this.socket.send(report), 1000);
    await this.until('seated', () => this.who !== undefined).finally(() => clearInterval(reports));
  }

  turn(first: number, ...dirs: Direction[]): void {
    this.socket.send(
      encodePacket({ is: 'inputs', tick: this.replica!.state.tick, who: this.who!, first, dirs }),
    );
  }

  /** Keeps turning until `done`; as a client does, it sends what is not acknowledged until it is. */
  async steer(done: () => boolean): Promise<void> {
    let seq = Math.max(0, ...this.acknowledged.keys()) + 1;
    while (!done()) {
      this.turn(seq, (seq % 4) as Direction);
      const due = Date.now() + 300;
      await until('acknowledged or due', () => this.acknowledged.has(seq) || Date.now() > due || done());
      if (this.acknowledged.has(seq)) seq += 1;
    }
  }

  /** Asks what only a private room's host may. */
  order(order: 'start' | 'lock' | 'unlock'): void {
    this.socket.send(JSON.stringify({ type: 'host', order }));
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  #onData(data: Buffer): void {
    const frames = decodeServerFrames(new Uint8Array(data));
    this.frameSizes.push(frames.length);
    for (const frame of frames) this.#onFrame(frame);
  }

  #onFrame(frame: ServerFrame): void {
    if (frame.is === 'snapshot') {
      this.snapshots += 1;
      this.replica = Replica.restore(frame.bytes);
      return;
    }
    const { tick } = this.replica!.apply(frame.bytes);
    this.ticks.set(tick.tick, frame.bytes);
    this.heardAt.set(tick.tick, performance.now());
    // About once a second, as a browser does; whoever does not is taken for slow.
    if (tick.tick % 7 === 0) this.socket.send(encodePacket({ is: 'progress', tick: tick.tick, hash: null }));
    for (const entry of tick.entries)
      if (entry.do === 'turn' && entry.who === this.who) this.acknowledged.set(entry.seq, this.self!.at);
  }
}
