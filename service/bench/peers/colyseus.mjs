// Colyseus as its documentation shows it: a room with a state by schema, changed field by field after each step, and
// patches sent at the tick. A room lives in the process that made it; nothing is logged.
import { Room, Server } from '@colyseus/core';
import { schema, t } from '@colyseus/schema';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { Table, TICK_MS } from './table.mjs';

const Player = schema(
  {
    at: t.int32(),
    heading: t.uint8(),
    cells: t.uint16(),
    kills: t.uint16(),
    trail: t.array('uint16'),
  },
  'Player',
);

const Match = schema({ tick: t.uint16(), land: t.array('int16'), players: t.map(Player) }, 'Match');

class MatchRoom extends Room {
  maxClients = 200;
  patchRate = null;
  #whos = new Map();

  onCreate({ code, size }) {
    this.table = new Table(code, size);
    this.state = new Match();
    for (const owner of this.table.state.land) this.state.land.push(owner);
    this.onMessage('t', (client, dir) => this.table.turn(this.#whos.get(client.sessionId), dir));
    this.setSimulationInterval(() => this.#tick(), TICK_MS);
  }

  onJoin(client) {
    this.#whos.set(client.sessionId, this.table.sit());
  }

  #tick() {
    this.table.step();
    const { state } = this;
    state.tick = this.table.state.tick;
    const changes = this.table.changedLand();
    for (let index = 0; index < changes.length; index += 2) state.land[changes[index]] = changes[index + 1];
    for (const [player, before] of this.table.players()) {
      let shown = state.players.get(`${player.who}`);
      if (shown === undefined) {
        shown = new Player();
        state.players.set(`${player.who}`, shown);
      }
      shown.at = player.at;
      shown.heading = player.heading;
      shown.cells = player.cells;
      shown.kills = player.kills;
      const known = before?.trail.length ?? 0;
      if (player.trail.length < known || player.trail[0] !== before?.trail[0]) shown.trail.clear();
      for (const cell of player.trail.slice(shown.trail.length)) shown.trail.push(cell);
    }
    this.broadcastPatch();
  }
}

const server = new Server({
  greet: false,
  transport: new WebSocketTransport({ perMessageDeflate: false }),
});
server.define('match', MatchRoom);
await server.listen(Number(process.env.PORT), '127.0.0.1');
console.log('ready');
