// Socket.IO with its Redis adapter: any process takes any socket. A room's match is run by one process; each tick's
// delta is broadcast to the room, encoded once in each process, and turns from elsewhere come by `serverSideEmit`.
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { Table, TICK_MS } from './table.mjs';

const { PORT, REDIS_URL } = process.env;
const http = createServer();
const publisher = new Redis(REDIS_URL);
const io = new Server(http, {
  adapter: createAdapter(publisher, publisher.duplicate()),
  serveClient: false,
  transports: ['websocket'],
});

/** Matches that this process runs, and who is who in them. */
const tables = new Map();

function open(code, size) {
  const table = new Table(code, size);
  tables.set(code, { table, whos: new Map() });
  setInterval(() => tick(code, table), TICK_MS);
}

function tick(code, table) {
  table.step();
  const heads = [];
  const scores = [];
  for (const [player, before] of table.players()) {
    if (player.at !== before?.at || player.heading !== before.heading)
      heads.push(player.who, player.at, player.heading);
    if (player.cells !== before?.cells || player.kills !== before.kills)
      scores.push(player.who, player.cells, player.kills);
  }
  io.to(code).emit('tick', { tick: table.state.tick, heads, scores, land: table.changedLand() });
}

function sit(code, id) {
  const match = tables.get(code);
  if (match === undefined) return;
  match.whos.set(id, match.table.sit());
  const { tick: now, land, players } = match.table.state;
  const heads = players.map(({ who, at, heading, trail, cells, kills }) => [
    who,
    at,
    heading,
    cells,
    kills,
    trail,
  ]);
  io.to(id).emit('state', { tick: now, land: [...land], heads });
}

function turn(code, id, dir) {
  const match = tables.get(code);
  if (match !== undefined) match.table.turn(match.whos.get(id), dir);
}

io.on('sit', sit);
io.on('turn', turn);
io.on('connection', (socket) => {
  const { room, size, owner } = socket.handshake.query;
  if (owner === PORT && !tables.has(room)) open(room, size);
  socket.join(room);
  const here = owner === PORT;
  if (here) sit(room, socket.id);
  else io.serverSideEmit('sit', room, socket.id);
  socket.on('t', (dir) => {
    if (here) turn(room, socket.id, dir);
    else io.serverSideEmit('turn', room, socket.id, dir);
  });
});

http.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
