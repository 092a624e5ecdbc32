import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeServerFrame } from '../../../../service/src/protocol/server-frame.ts';
import {
  Connection,
  type Outside,
  Refused,
  type WireEvents,
} from '../../../../service/web/src/worker/connection.ts';
import type { Link } from '../../../../service/web/src/worker/messages.ts';

/** One socket as the test sees it. */
interface Socket extends WireEvents {
  readonly ticket: string;
  readonly sent: (Uint8Array | string)[];
  closedByUs: boolean;
}

function outside(ticket: () => Promise<string> = async () => 'again') {
  const sockets: Socket[] = [];
  const links: Link[] = [];
  const heard: string[] = [];
  const props: Outside = {
    dial: (with_, events) => {
      const socket: Socket = { ...events, ticket: with_, sent: [], closedByUs: false };
      sockets.push(socket);
      return {
        send: (data) => socket.sent.push(data),
        close: () => {
          socket.closedByUs = true;
        },
      };
    },
    ticket,
    link: (link) => links.push(link),
    text: (message) => heard.push(message.type),
    frame: (frame) => heard.push(`${frame.is} ${frame.bytes[0]}`),
  };
  return { connection: new Connection(props), sockets, links, heard };
}

function frame(is: 'snapshot' | 'tick', byte: number): ArrayBuffer {
  return encodeServerFrame({ is, bytes: Uint8Array.of(byte) }).buffer as ArrayBuffer;
}

const welcome = JSON.stringify({ type: 'welcome', person: 'p', code: 'C' });

describe('a connection', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    // Waits are so and so much longer by chance: here always by half of it.
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('is live with its first snapshot, after the greeting', () => {
    const { connection, sockets, links, heard } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(welcome);
    expect(heard).toEqual([]);
    sockets[0]!.message(frame('snapshot', 1));
    sockets[0]!.message(frame('tick', 2));
    expect(heard).toEqual(['welcome', 'snapshot 1', 'tick 2']);
    expect(links.map((link) => link.is)).toEqual(['connecting', 'live']);
  });

  it('comes back with another ticket after a torn socket', async () => {
    const { connection, sockets, links, heard } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    sockets[0]!.closed(1006);
    expect(links.at(-1)).toEqual({ is: 'lost' });
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets.map((socket) => socket.ticket)).toEqual(['first', 'again']);
    sockets[1]!.message(frame('snapshot', 2));
    expect(heard.at(-1)).toBe('snapshot 2');
    expect(links.at(-1)).toEqual({ is: 'live' });
  });

  it('keeps trying, ever more slowly, while no ticket can be had', async () => {
    const ticket = vi.fn().mockRejectedValue(new Error('offline'));
    const { connection, sockets } = outside(ticket);
    connection.enter('first', performance.now());
    sockets[0]!.closed(1006);
    await vi.advanceTimersByTimeAsync(2_000);
    const early = ticket.mock.calls.length;
    expect(early).toBeGreaterThanOrEqual(3);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(ticket.mock.calls.length - early).toBeLessThanOrEqual(8);
    const before = ticket.mock.calls.length;
    connection.wake();
    await vi.advanceTimersByTimeAsync(1);
    expect(ticket.mock.calls.length).toBe(before + 1);
  });

  it('gives up when the room is gone', async () => {
    const { connection, sockets, links } = outside(async () => {
      throw new Refused('gone');
    });
    connection.enter('first', performance.now());
    sockets[0]!.closed(4003);
    await vi.advanceTimersByTimeAsync(100);
    expect(links.at(-1)).toEqual({ is: 'closed', why: 'gone' });
    expect(connection.open).toBe(false);
  });

  it.each([
    [4500, 'ended'],
    [4501, 'broken'],
    [4502, 'broken'],
    [4503, 'replaced'],
    [4504, 'gone'],
    [4505, 'left'],
  ] as const)('stays away after close code %i: %s', async (code, why) => {
    const { connection, sockets, links } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    sockets[0]!.closed(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links.at(-1)).toEqual({ is: 'closed', why });
    expect(sockets).toHaveLength(1);
  });

  it('moves without missing a frame: the old socket is heard until the new one has its snapshot', async () => {
    const { connection, sockets, links, heard } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    sockets[0]!.message(JSON.stringify({ type: 'move' }));
    await vi.advanceTimersByTimeAsync(10);
    sockets[0]!.message(frame('tick', 2));
    sockets[1]!.message(welcome);
    expect(sockets[0]!.closedByUs).toBe(false);
    // The service closes the old socket of a seat as soon as the new one is there.
    sockets[0]!.closed(4503);
    sockets[1]!.message(frame('snapshot', 3));
    sockets[0]!.message(frame('tick', 9));
    expect(heard).toEqual(['snapshot 1', 'tick 2', 'welcome', 'snapshot 3']);
    expect(links.map((link) => link.is)).toEqual(['connecting', 'live']);
  });

  it('says that it is lost after silence, and then tries another socket', async () => {
    const { connection, sockets, links } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    connection.watch(performance.now() + 1_000);
    expect(links.at(-1)).toEqual({ is: 'live' });
    connection.watch(performance.now() + 2_000);
    expect(links.at(-1)).toEqual({ is: 'lost' });
    connection.watch(performance.now() + 5_000);
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets).toHaveLength(2);
    sockets[1]!.message(frame('snapshot', 2));
    expect(sockets[0]!.closedByUs).toBe(true);
  });

  it('asks for a fresh snapshot at once, and not again for two seconds', async () => {
    const { connection, sockets } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    connection.resync(performance.now());
    connection.resync(performance.now());
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets).toHaveLength(2);
    sockets[1]!.message(frame('snapshot', 2));
    connection.resync(performance.now());
    await vi.advanceTimersByTimeAsync(1_500);
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(600);
    expect(sockets).toHaveLength(3);
  });

  it('waits quietly while the match is paused', async () => {
    const { connection, sockets, links, heard } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    sockets[0]!.message(JSON.stringify({ type: 'paused', isPaused: true }));
    connection.watch(performance.now() + 7_900);
    expect(links.at(-1)).toEqual({ is: 'live' });
    sockets[0]!.message(JSON.stringify({ type: 'paused', isPaused: false }));
    connection.watch(performance.now() + 10_900);
    expect(links.at(-1)).toEqual({ is: 'lost' });
    expect(heard.filter((what) => what === 'paused')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets).toHaveLength(1);
  });

  it('goes on where another process takes over that can reach the log', async () => {
    const { connection, sockets, heard } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    sockets[0]!.message(JSON.stringify({ type: 'paused', isPaused: true }));
    connection.resync(performance.now());
    await vi.advanceTimersByTimeAsync(10);
    sockets[1]!.message(frame('snapshot', 2));
    expect(heard).toEqual(['snapshot 1', 'paused', 'paused', 'snapshot 2']);
  });

  it('asks another process where the match stays paused: it may be only this one that cannot reach the log', async () => {
    const { connection, sockets, links, heard } = outside();
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    sockets[0]!.message(JSON.stringify({ type: 'paused', isPaused: true }));
    await vi.advanceTimersByTimeAsync(12_100);
    connection.watch(performance.now());
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]!.closedByUs).toBe(false);
    sockets[1]!.message(frame('snapshot', 2));
    expect(sockets[0]!.closedByUs).toBe(true);
    expect(heard).toEqual(['snapshot 1', 'paused', 'paused', 'snapshot 2']);
    expect(links.map((link) => link.is)).toEqual(['connecting', 'live']);
  });

  it.each([
    ['refuses', (socket: Socket) => socket.closed(1006)],
    ['says nothing', () => undefined],
  ])('waits on where another process %s, too, and asks again only after as long', async (_, answer) => {
    const ticket = vi.fn().mockRejectedValueOnce(new Error('unavailable')).mockResolvedValue('again');
    const { connection, sockets, links } = outside(ticket);
    connection.enter('first', performance.now());
    sockets[0]!.message(frame('snapshot', 1));
    sockets[0]!.message(JSON.stringify({ type: 'paused', isPaused: true }));
    const watchFor = async (milliseconds: number): Promise<void> => {
      for (let passed = 0; passed < milliseconds; passed += 100) {
        await vi.advanceTimersByTimeAsync(100);
        connection.watch(performance.now());
      }
    };
    await watchFor(12_100);
    expect(ticket).toHaveBeenCalledTimes(1);
    await watchFor(12_100);
    expect(ticket).toHaveBeenCalledTimes(2);
    answer(sockets[1]!);
    await watchFor(7_500);
    expect(ticket).toHaveBeenCalledTimes(2);
    sockets[0]!.message(JSON.stringify({ type: 'paused', isPaused: false }));
    sockets[0]!.message(frame('tick', 2));
    await watchFor(1_500);
    expect(ticket).toHaveBeenCalledTimes(2);
    expect(links.map((link) => link.is)).toEqual(['connecting', 'live']);
  });

  it('replaces a socket that never says anything', async () => {
    const { connection, sockets } = outside();
    connection.enter('first', performance.now());
    connection.watch(performance.now() + 5_000);
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]!.closedByUs).toBe(true);
  });
});
