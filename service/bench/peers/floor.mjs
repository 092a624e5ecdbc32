// The least that any server has to do: sends frames of the lengths that the service sent, at the tick, to every socket of
// a room, and does nothing else. What comes from clients is read and dropped; processes know nothing of each other.
import { readFileSync } from 'node:fs';
import { WebSocketServer } from 'ws';

const { PORT, FRAMES } = process.env;
const TICK_MS = 150;
const frames = JSON.parse(readFileSync(FRAMES, 'utf8')).map((frame) => Buffer.from(frame, 'base64'));
const rooms = new Map();
const server = new WebSocketServer({ port: Number(PORT), host: '127.0.0.1', perMessageDeflate: false });

server.on('connection', (socket, request) => {
  const code = new URL(request.url, 'http://floor').searchParams.get('room');
  let sockets = rooms.get(code);
  if (sockets === undefined) {
    sockets = new Set();
    rooms.set(code, sockets);
    let tick = 0;
    setInterval(() => {
      const frame = frames[tick++ % frames.length];
      for (const each of sockets) each.send(frame);
    }, TICK_MS);
  }
  sockets.add(socket);
  socket.on('message', () => undefined);
  socket.on('close', () => sockets.delete(socket));
});
server.on('listening', () => console.log('ready'));
