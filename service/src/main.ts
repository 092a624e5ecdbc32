import { fileURLToPath } from 'node:url';
import { InvalidConfig, readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { startService } from './service.ts';
import { VARIABLES } from './variables.ts';

/** The browser client is built beside the server: `dist/web` beside `dist/server/main.js`. */
const WEB_FOLDER = fileURLToPath(new URL('../web', import.meta.url));

/** A process that has not stopped this long after its drain ends anyway. */
const STOP_MS = 10_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config);
  const service = await startService(config, logger, WEB_FOLDER);
  logger.info({ url: config.publicUrl, port: config.port }, 'listening');
  // `npm start` waits for this before it tells the address.
  process.send?.('listening');
  let isStopping = false;
  process.once('SIGINT', stopOn);
  // Whoever runs containers may ask again while rooms are handed over; a person who presses Ctrl-C twice means it.
  process.on('SIGTERM', stopOn);

  function stopOn(signal: string): void {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), config.drainMs + STOP_MS).unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  }
}

/** One line that says what to do, for what a person can mend; everything else keeps its stack. */
function explain(error: unknown): string {
  if (error instanceof InvalidConfig) return error.message;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `${VARIABLES.port}: ${port} is in use. Stop what listens there, or set ${VARIABLES.port} to a free one.`;
  if (code === 'EACCES')
    return `${VARIABLES.port}: ${port} may not be used by you. Set ${VARIABLES.port} to one above 1023.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});
