import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../../../service/src/gateway/connection.ts';
import type { Meter } from '../../../service/src/meter.ts';
import { encodePacket } from '../../../service/src/protocol/packet.ts';
import { connectAlone } from './lone-connection.ts';

/** A socket that notes what is asked of it; its other side speaks when it is told to. */
class Socket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  pings = 0;
  isEnded = false;

  send(): void {}
  close(): void {}
  ping(): void {
    this.pings += 1;
  }
  terminate(): void {
    this.isEnded = true;
  }
}

describe('the heartbeat of a socket', () => {
  let socket: Socket;
  let meter: Meter;
  let connection: Connection;

  beforeEach(async () => {
    socket = new Socket();
    ({ connection, meter } = await connectAlone(socket, new PassThrough()));
  });

  const speak = (): void => {
    socket.emit('message', Buffer.from(encodePacket({ is: 'progress', tick: 0, hash: null })), true);
  };

  it('asks nothing of a client that speaks by itself', () => {
    for (let look = 0; look < 5; look += 1) {
      speak();
      connection.checkAlive();
    }
    expect(socket).toMatchObject({ pings: 0, isEnded: false });
  });

  it('asks a client that has said nothing, and goes on if it answers', () => {
    connection.checkAlive();
    for (let look = 0; look < 3; look += 1) {
      connection.checkAlive();
      expect(socket.pings).toBe(look + 1);
      socket.emit('pong');
      connection.checkAlive();
    }
    expect(socket.isEnded).toBe(false);
  });

  it('keeps the place of somebody who found no seat, also while they say nothing', async () => {
    const keepPlace = vi.fn(async () => undefined);
    const { connection, log, code } = await connectAlone(socket, new PassThrough(), keepPlace);
    connection.checkAlive();
    expect(keepPlace).toHaveBeenCalledTimes(0);
    await log.notify(code, { tell: 'refused', person: 'p', reason: 'full' });
    expect(keepPlace).toHaveBeenCalledTimes(1);
    connection.checkAlive();
    expect(keepPlace).toHaveBeenCalledTimes(2);
  });

  it('ends a socket that was asked in vain, and counts it', async () => {
    connection.checkAlive();
    connection.checkAlive();
    expect(socket).toMatchObject({ pings: 1, isEnded: false });
    connection.checkAlive();
    expect(socket.isEnded).toBe(true);
    const { body } = await meter.expose();
    expect(body).toContain('playcode_websocket_closes_total{reason="silent"} 1');
  });
});
