import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { PlayerSocket } from '../../../service/bench/beside/player-socket.ts';

let http: Server;
let server: WebSocketServer;
let port: number;
const players: PlayerSocket[] = [];

beforeEach(async () => {
  http = createServer((_, response) => response.writeHead(404).end());
  server = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (request.url === '/full') socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    else server.handleUpgrade(request, socket, head, (taken) => server.emit('connection', taken, request));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  port = (http.address() as { port: number }).port;
});

afterEach(async () => {
  for (const player of players.splice(0)) player.terminate();
  for (const socket of server.clients) socket.terminate();
  http.close();
  await once(http, 'close');
});

/** A player whom the server greets with `messages` while it takes the socket. */
async function play(messages: readonly (string | Buffer)[]) {
  const got: (string | Buffer)[] = [];
  let came = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    came = () => got.length === messages.length && resolve();
  });
  const taken = new Promise<WebSocket>((resolve) => {
    server.once('connection', (socket: WebSocket) => {
      for (const message of messages) socket.send(message);
      resolve(socket);
    });
  });
  const player = new PlayerSocket({ port, path: '/ws?ticket=1' }, (data, isText) => {
    got.push(isText ? data.toString() : Buffer.from(data));
    came();
  });
  players.push(player);
  await player.opened;
  if (messages.length > 0) await all;
  return { player, socket: await taken, got };
}

it('hands out frames of any length whole, in order, those included that come with the answer', async () => {
  // A head says lengths from 126 on in two bytes, and from 65,536 on in eight.
  const messages = ['welcome', Buffer.alloc(125, 1), Buffer.alloc(126, 2), Buffer.alloc(70_000, 3), 'end'];
  const { got, player } = await play(messages);
  expect(got).toEqual(messages);
  expect(player.bytesRead).toBeGreaterThan(70_000 + 126 + 125);
});

it('sends bytes as bytes and text as text', async () => {
  const { player, socket } = await play([]);
  const message = async (): Promise<unknown[]> => once(socket, 'message');
  let next = message();
  player.send(new Uint8Array([1, 2, 3, 4, 5]));
  expect(await next).toEqual([Buffer.from([1, 2, 3, 4, 5]), true]);
  next = message();
  player.send('42["t",3]');
  expect(await next).toEqual([Buffer.from('42["t",3]'), false]);
});

it('answers pings, so that a server does not take it for dead', async () => {
  const { socket } = await play([]);
  const pong = once(socket, 'pong');
  socket.ping('still there?');
  expect(await pong).toEqual([Buffer.from('still there?')]);
});

it('says what the server said that takes no socket', async () => {
  const player = new PlayerSocket({ port, path: '/full' }, () => undefined);
  await expect(player.opened).rejects.toThrow('HTTP/1.1 503 Service Unavailable');
});

it('knows when the server has ended the connection', async () => {
  const { player, socket } = await play([]);
  expect(player.isOpen).toBe(true);
  socket.terminate();
  await expect.poll(() => player.isOpen).toBe(false);
});
