import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '../until.ts';

/** Sends a request for an upgrade as bytes, so that what comes after it may be anything. The other side may end first. */
export async function askUpgrade(address: string, target: string, origin = address): Promise<Socket> {
  const { port, hostname } = new URL(address);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `GET ${target} HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  return socket;
}

/** Reads until a text has come, in whatever frames. */
export async function hear(socket: Socket, text: string): Promise<void> {
  let heard = '';
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1');
  });
  await until(`heard ${text}`, () => heard.includes(text));
}
