import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { Redis } from 'ioredis';
import { Attendance } from './accounts/attendance.ts';
import { Seasons } from './accounts/seasons.ts';
import { SESSION, type Session, type Sessions } from './accounts/session.ts';
import { ATTEMPT, type Attempt, SignIns } from './accounts/sign-in.ts';
import { MemoryTokenStore, RedisTokenStore, type TokenStore } from './accounts/token-store.ts';
import type { Config } from './config.ts';
import { Gateway } from './gateway/gateway.ts';
import { allowedOrigins } from './gateway/origin.ts';
import { MemoryTicketOffice, RedisTicketOffice, type TicketOffice } from './gateway/ticket-office.ts';
import { ClientAddresses } from './http/client-address.ts';
import { RateLimits } from './http/rate-limits.ts';
import { createSite } from './http/site.ts';
import { Visitors } from './http/visitors.ts';
import { Limiter } from './limits/limiter.ts';
import type { Logger } from './logger.ts';
import { Invitations } from './mail/invitations.ts';
import type { Mailer } from './mail/mailer.ts';
import { Outbox } from './mail/outbox.ts';
import { SmtpMailer } from './mail/smtp-mailer.ts';
import { UnsubscribeTokens } from './mail/unsubscribe.ts';
import { Meter } from './meter.ts';
import { Faces } from './pictures/faces.ts';
import { acceptAll } from './pictures/moderator.ts';
import { Pictures } from './pictures/pictures.ts';
import { Lobby } from './rooms/lobby.ts';
import { archiveMatch } from './rooms/match-archive.ts';
import { MatchKeeper } from './rooms/match-keeper.ts';
import { measuredRoomLog } from './rooms/measured-room-log.ts';
import { MemoryRoomLog } from './rooms/memory-room-log.ts';
import { RedisRoomLog } from './rooms/redis-room-log.ts';
import { RedisShards } from './rooms/redis-shards.ts';
import type { RoomLog } from './rooms/room-log.ts';
import { ShardedRoomLog } from './rooms/sharded-room-log.ts';
import { KnownRules } from './rules.ts';
import { measuredStore } from './store/measured-store.ts';
import { MemoryStore } from './store/memory-store.ts';
import { openMongoStore } from './store/mongo/mongo-store.ts';
import type { Store } from './store/store.ts';
import { watchStore } from './store/store-watch.ts';
import { LocalUploads } from './uploads/local-uploads.ts';
import { NoUploads } from './uploads/no-uploads.ts';
import { S3Uploads } from './uploads/s3-uploads.ts';
import type { Uploads } from './uploads/uploads.ts';

/** Time that a stopping process keeps after its rooms have had theirs, and the part of it in which players move. */
const LAST_MS = 5000;
const MOVE_MS = 3000;

/** Time that answers under way have when a process ends, and between two looks at which connections have had theirs. */
const ANSWER_MS = 2000;
const LOOK_MS = 50;

/**
 * How long an idle connection is kept. Proxies keep theirs for a minute: were one ended here before, the next request might
 * already be on its way, and of one that changes something the player would be told "502".
 */
const IDLE_MS = 75_000;

/** A running service. */
export interface Service {
  /** Takes no new players, hands rooms and players over, and ends everything it began. */
  stop(): Promise<void>;
}

/** What is shared with other processes, or stands in for it. */
interface Adapters {
  readonly log: RoomLog;
  readonly tickets: TicketOffice;
  readonly sessions: Sessions;
  readonly attempts: TokenStore<Attempt>;
  readonly store: Store;
  readonly uploads: Uploads;
  readonly limiter: Limiter;
  /** Where processes count together; none for one that is alone. */
  readonly shards: readonly Redis[];
  /** How long another process may take to claim this one's rooms; nobody can claim what is in memory. */
  readonly patience: number;
  close(): Promise<void>;
}

/**
 * Puts the parts together and listens.
 * @param webFolder The built browser client; the released rules that it can load are those that the server knows.
 * @throws the listening error, for example of a busy port
 */
export async function startService(config: Config, logger: Logger, webFolder: string): Promise<Service> {
  const meter = new Meter();
  const { log, tickets, sessions, attempts, store, uploads, limiter, shards, patience, close } = adaptersOf(
    config,
    meter,
  );
  const stopWatch = watchStore({ store, meter, logger });
  const origins = allowedOrigins(config.publicUrl);
  const rules = await KnownRules.read(join(webFolder, 'rules'));
  const keeper = new MatchKeeper({
    log,
    meter,
    logger,
    keep: (match) => archiveMatch(store, rules, match),
  });
  const lobby = new Lobby({
    log,
    rules,
    meter,
    logger,
    onOutcome: (code, outcome) => keeper.note(code, outcome),
  });
  const adopt = (code: string): Promise<void> => lobby.adopt(code, 'silent');
  const attendance = new Attendance({ log, store, logger });
  const gateway = new Gateway({
    log,
    tickets,
    meter,
    logger,
    origins,
    adopt,
    sit: (seated) => attendance.sit(seated),
  });
  const seasons = new Seasons({ store, logger });
  const visitors = new Visitors({ sessions, store, isSecure: config.publicUrl.startsWith('https:') });
  const addresses = new ClientAddresses(config.trustedProxies);
  let isReady = true;
  const pictures = new Pictures({ uploads, store, limiter, moderator: acceptAll, meter });
  const { publicUrl } = config;
  const mailer = mailerOf(config, logger);
  const tokens = new UnsubscribeTokens(config.mail?.key ?? randomBytes(32));
  const invitations = mailer && new Invitations({ mailer, store, limiter, tokens, publicUrl, meter, logger });
  const site = createSite({
    lobby,
    tickets,
    origins,
    store,
    seasons,
    signIns: new SignIns({ config: config.signIn, publicUrl: config.publicUrl, attempts, store }),
    visitors,
    limits: new RateLimits({ shards, addresses, visitors }),
    pictures,
    faces: new Faces(store),
    uploads,
    invitations,
    unsubscribeTokens: tokens,
    contact: config.contact,
    matchDays: config.storage.kind === 'cluster' ? config.storage.matchDays : null,
    meter,
    logger,
    webFolder,
    isReady: () => isReady,
    measure: () => {
      const now = performance.now();
      lobby.measure();
      keeper.measure(now);
      gateway.measure(now);
    },
  });
  log.onReachable((isReachable) => logger.warn({ isReachable }, 'the log of rooms'));
  const server = createAdaptorServer({
    fetch: site.fetch,
    serverOptions: { keepAliveTimeout: IDLE_MS },
  }) as Server;
  gateway.attach(server);
  await listen(server, config);
  return {
    stop: async () => {
      isReady = false;
      await lobby.close(patience);
      await gateway.close(Math.min(patience, MOVE_MS));
      keeper.stop();
      seasons.stop();
      await attendance.close();
      await invitations?.close();
      await mailer?.close();
      stopWatch();
      await end(server);
      await close();
    },
  };
}

function adaptersOf({ storage, uploads: bucket, drainMs }: Config, meter: Meter): Adapters {
  const uploads = uploadsOf(bucket, storage.kind);
  if (storage.kind === 'embedded') {
    const log = measuredRoomLog(new MemoryRoomLog(), 'memory', meter);
    const store = measuredStore(new MemoryStore(), 'memory', meter);
    return {
      log,
      tickets: new MemoryTicketOffice(),
      sessions: new MemoryTokenStore<Session>(SESSION),
      attempts: new MemoryTokenStore<Attempt>(ATTEMPT),
      store,
      uploads,
      limiter: new Limiter([]),
      shards: [],
      patience: 0,
      close: async () => {
        await uploads.close();
        await log.close();
      },
    };
  }
  const log = measuredRoomLog(openRoomLog(storage.redisUrls), 'redis', meter);
  const shards = new RedisShards(storage.redisUrls);
  const store = measuredStore(openMongoStore(storage.mongoUri, storage.matchDays), 'mongodb', meter);
  const close = async (): Promise<void> => {
    await uploads.close();
    shards.close();
    await log.close();
    await store.close();
  };
  return {
    log,
    tickets: new RedisTicketOffice(shards),
    sessions: new RedisTokenStore<Session>(shards, SESSION),
    attempts: new RedisTokenStore<Attempt>(shards, ATTEMPT),
    store,
    uploads,
    limiter: new Limiter(shards.all),
    shards: shards.all,
    patience: Math.max(0, drainMs - LAST_MS),
    close,
  };
}

/** Where pictures are posted: processes that are many have no place of their own for them. */
function uploadsOf(bucket: Config['uploads'], storage: Config['storage']['kind']): Uploads {
  if (bucket !== null) return new S3Uploads(bucket);
  return storage === 'embedded' ? new LocalUploads() : new NoUploads();
}

function openRoomLog(redisUrls: readonly string[]): RoomLog {
  const logs = redisUrls.map((url) => new RedisRoomLog(url));
  return logs.length === 1 ? logs[0]! : new ShardedRoomLog(logs);
}

/** `null` where no mail is sent: what many processes keep to themselves nobody would ever read. */
function mailerOf({ mail, storage }: Config, logger: Logger): Mailer | null {
  if (mail !== null) return new SmtpMailer({ url: mail.smtpUrl, from: mail.from, name: 'CODELAND' });
  return storage.kind === 'embedded' ? new Outbox(logger) : null;
}

/** Answers what is being asked, and hears no more. */
async function end(server: Server): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve));
  // A connection that was kept for more is idle once it has its answer.
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const late = setTimeout(() => server.closeAllConnections(), ANSWER_MS);
  await ended;
  clearInterval(idle);
  clearTimeout(late);
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
