import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { framed, sendFramed } from '../../../service/src/gateway/wire.ts';

describe('a message framed once', () => {
  it('has the head that RFC 6455 says, by its length', () => {
    const headOf = (length: number): number[] => {
      const { wire } = framed(new Uint8Array(length));
      return [...wire.subarray(0, wire.length - length)];
    };
    expect(headOf(0)).toEqual([0x82, 0]);
    expect(headOf(125)).toEqual([0x82, 125]);
    expect(headOf(126)).toEqual([0x82, 126, 0, 126]);
    expect(headOf(65_535)).toEqual([0x82, 126, 0xff, 0xff]);
    expect(headOf(65_536)).toEqual([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
  });

  it('arrives whole and in order among messages that the socket frames itself', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    const lengths = [1, 125, 126, 70_000, 65_535, 2];
    server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) =>
      sockets.handleUpgrade(request, stream, head, (socket) => {
        for (const length of lengths) {
          socket.send('before');
          sendFramed(socket, stream, framed(new Uint8Array(length).fill(length)));
        }
        socket.close(4500);
        // Nothing follows a close frame.
        sendFramed(socket, stream, framed(Uint8Array.of(9)));
      }),
    );
    await once(server, 'listening');
    const heard: (string | number)[] = [];
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    client.on('message', (data: Buffer, isBinary) => {
      if (isBinary) expect(data.every((byte) => byte === data.length % 256)).toBe(true);
      heard.push(isBinary ? data.length : data.toString());
    });
    expect((await once(client, 'close'))[0]).toBe(4500);
    expect(heard).toEqual(lengths.flatMap((length) => ['before', length]));
    server.close();
  });
});
