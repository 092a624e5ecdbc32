import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Header, RULES_VERSION } from '../../../service/game/index.ts';
import { Gateway } from '../../../service/src/gateway/gateway.ts';
import type { TicketOffice } from '../../../service/src/gateway/ticket-office.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import type { RoomLog } from '../../../service/src/rooms/room-log.ts';

/** A log with a room for two that nobody runs. */
export async function logOfRoom(code: string): Promise<MemoryRoomLog> {
  const header: Header = { code, size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 };
  const log = new MemoryRoomLog();
  const token = (await log.create({ header, match: 'm', isPublic: false, openedAt: 0 }))!;
  await log.keepSnapshot(code, token, { tick: 0, bytes: Replica.begin(header).snapshot() });
  return log;
}

/** Opens a gateway of its own, until the test is over. @returns its address */
export async function openGateway(log: RoomLog, tickets: TicketOffice): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gateway = new Gateway({
    log,
    tickets,
    meter: new Meter(),
    logger: pino({ level: 'silent' }),
    origins: new Set([address]),
    adopt: async () => undefined,
    sit: () => () => undefined,
  });
  gateway.attach(server);
  onTestFinished(async () => {
    await gateway.close(0);
    server.close();
  });
  return address;
}
