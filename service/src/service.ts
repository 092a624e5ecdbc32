import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Config } from './config.ts';
import { Gateway } from './gateway/gateway.ts';
import { allowedOrigins } from './gateway/origin.ts';
import { TicketOffice } from './gateway/ticket-office.ts';
import { createSite } from './http/site.ts';
import type { Logger } from './logger.ts';
import { Meter } from './meter.ts';
import { Lobby } from './rooms/lobby.ts';
import { MemoryRoomLog } from './rooms/memory-room-log.ts';

/** A running service. */
export interface Service {
  /** Takes no new players, lets the present ones know, and ends everything it began. */
  stop(): Promise<void>;
}

/** Puts the parts together and listens. @throws the listening error, for example of a busy port */
export async function startService(config: Config, logger: Logger, webFolder: string): Promise<Service> {
  const meter = new Meter();
  const log = new MemoryRoomLog();
  const tickets = new TicketOffice();
  const origins = allowedOrigins(config.publicUrl);
  const lobby = new Lobby({ log, meter, logger });
  const gateway = new Gateway({ log, tickets, meter, logger, origins });
  let isReady = true;
  const site = createSite({
    lobby,
    tickets,
    origins,
    isSecure: config.publicUrl.startsWith('https:'),
    meter,
    logger,
    webFolder,
    isReady: () => isReady,
    measure: () => lobby.measure(),
  });
  const server = createAdaptorServer({ fetch: site.fetch }) as Server;
  gateway.attach(server);
  await listen(server, config);
  return {
    stop: async () => {
      isReady = false;
      await gateway.close();
      await lobby.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
