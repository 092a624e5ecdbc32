import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { type Header, RULES_VERSION } from '../../../service/game/index.ts';
import { Connection } from '../../../service/src/gateway/connection.ts';
import { RoomFeed } from '../../../service/src/gateway/room-feed.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import type { OwnerToken } from '../../../service/src/rooms/room-log.ts';

const HEADER: Header = { code: 'LONE', size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 };

/** One player's connection, in a room whose owner is the test. */
export interface LoneConnection {
  readonly connection: Connection;
  readonly log: MemoryRoomLog;
  readonly code: string;
  readonly token: OwnerToken;
  readonly replica: Replica;
  readonly meter: Meter;
}

/** Connects a socket that is made for the test. @param stream What the socket writes to. @param keepPlace Keeps a spectator's place. */
export async function connectAlone(
  socket: object,
  stream: Duplex,
  keepPlace = async (): Promise<void> => undefined,
): Promise<LoneConnection> {
  const log = new MemoryRoomLog();
  const meter = new Meter();
  const { code } = HEADER;
  const token = (await log.create({ header: HEADER, match: 'm', isPublic: false, openedAt: 0 }))!;
  const replica = Replica.begin(HEADER);
  await log.keepSnapshot(code, token, { tick: 0, bytes: replica.snapshot() });
  const connection = new Connection({
    socket: socket as WebSocket,
    stream,
    admission: { code, person: 'p', tab: 't', name: 'P', player: null, isSpectator: false },
    feed: (await RoomFeed.open(code, log, meter))!,
    log,
    meter,
    keepPlace,
    givePlaceBack: async () => undefined,
    onClose: () => undefined,
  });
  return { connection, log, code, token, replica, meter };
}
