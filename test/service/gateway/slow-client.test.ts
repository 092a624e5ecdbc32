import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClientPacket, encodePacket } from '../../../service/src/protocol/packet.ts';
import { encodeTick } from '../../../service/src/protocol/tick.ts';
import { connectAlone, type LoneConnection } from './lone-connection.ts';

/** A socket whose other side reads when it is told to. */
class Socket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  closed: number | null = null;

  texts = 0;

  send(): void {
    this.texts += 1;
  }
  ping(): void {}
  terminate(): void {}
  close(code: number): void {
    this.closed = code;
    this.readyState = 2;
  }
}

const TICK_FRAME = 0;
const SNAPSHOT_FRAME = 1;

/** A client of a room, by what the gateway writes to it; ticks come when they are logged here. */
class Table {
  readonly socket = new Socket();
  readonly kinds: number[] = [];
  #lone!: LoneConnection;

  async open(): Promise<void> {
    const stream = new PassThrough();
    stream.on('data', (wire: Buffer) => this.kinds.push(wire[1]! < 126 ? wire[2]! : wire[4]!));
    this.#lone = await connectAlone(this.socket, stream);
    await this.heard();
  }

  /** Logs ticks at their pace. Returns the kinds of what was written to the client since. */
  async play(ticks: number): Promise<number[]> {
    const { log, code, token, replica } = this.#lone;
    for (let count = 0; count < ticks; count += 1) {
      vi.advanceTimersByTime(150);
      const { tick } = replica.state;
      const bytes = encodeTick(replica.chain, tick, []);
      replica.apply(bytes);
      await log.append(code, token, { tick, bytes }, false);
    }
    return this.heard();
  }

  /** Has the room's owner tell who is there. Returns how many texts that was to the client. */
  async gather(): Promise<number> {
    const { log, code, token } = this.#lone;
    const before = this.socket.texts;
    vi.advanceTimersByTime(1000);
    await log.gather(code, token, { guests: [], isLocked: false, isStarted: false });
    return this.socket.texts - before;
  }

  async metrics(): Promise<string> {
    return (await this.#lone.meter.expose()).body;
  }

  report(tick = this.#lone.replica.state.tick): void {
    this.#send({ is: 'progress', tick, hash: null });
  }

  turn(): void {
    const { tick } = this.#lone.replica.state;
    this.#send({ is: 'inputs', tick, who: 1, first: 1, dirs: [0] });
  }

  #send(packet: ClientPacket): void {
    this.socket.emit('message', Buffer.from(encodePacket(packet)), true);
  }

  async heard(): Promise<number[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.kinds.splice(0);
  }
}

function count(kinds: readonly number[], kind: number): number {
  return kinds.filter((other) => other === kind).length;
}

describe('a slow client', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gets every tick while it says that it follows', async () => {
    const table = new Table();
    await table.open();
    for (let second = 0; second < 10; second += 1) {
      expect(await table.play(7)).toEqual(Array(7).fill(TICK_FRAME));
      table.report();
    }
  });

  it('gets every tick also while it says so by its turns alone', async () => {
    const table = new Table();
    await table.open();
    for (let second = 0; second < 5; second += 1) {
      expect(await table.play(7)).toEqual(Array(7).fill(TICK_FRAME));
      table.turn();
    }
  });

  it('gets nothing beyond 14 ticks until what was sent has gone, then one snapshot for all that it missed', async () => {
    const table = new Table();
    await table.open();
    table.socket.bufferedAmount = 1000;
    expect(await table.play(40)).toEqual(Array(15).fill(TICK_FRAME));
    table.socket.bufferedAmount = 0;
    const kinds = await table.play(1);
    expect(count(kinds, SNAPSHOT_FRAME)).toBe(1);
    table.report();
    expect(await table.play(7)).toEqual(Array(7).fill(TICK_FRAME));
  });

  it('is told who is there only while it reads', async () => {
    const table = new Table();
    await table.open();
    expect(await table.gather()).toBe(1);
    table.socket.bufferedAmount = 64 * 1024 + 1;
    expect(await table.gather()).toBe(0);
    table.socket.bufferedAmount = 0;
    expect(await table.gather()).toBe(1);
  });

  it('gets a snapshot at most every two seconds while it stays behind, and is let go after twenty', async () => {
    const table = new Table();
    await table.open();
    const seconds = 18;
    const kinds = await table.play(Math.floor((seconds * 1000) / 150));
    expect(count(kinds, SNAPSHOT_FRAME)).toBeGreaterThan(2);
    expect(count(kinds, SNAPSHOT_FRAME)).toBeLessThanOrEqual(seconds / 2);
    expect(table.socket.closed).toBeNull();
    await table.play(60);
    expect(table.socket.closed).toBe(4001);
    // Its other side may never answer that it is closed.
    await table.play(20);
    expect(await table.metrics()).toContain('playcode_websocket_closes_total{reason="tooSlow"} 1\n');
  });

  it('gets no more of them, and no more time, by saying again and again how far behind it is', async () => {
    const table = new Table();
    await table.open();
    await table.play(15);
    const kinds: number[] = [];
    for (let tick = 0; tick < 120; tick += 1) {
      table.report(0);
      kinds.push(...(await table.play(1)));
    }
    expect(count(kinds, SNAPSHOT_FRAME)).toBe(9);
    expect(table.socket.closed).toBeNull();
    for (let tick = 0; tick < 20; tick += 1) {
      table.report(0);
      await table.play(1);
    }
    expect(table.socket.closed).toBe(4001);
  });
});
