import { Redis, type RedisOptions } from 'ioredis';
import { LogUnavailable } from './room-log.ts';

/** A command that has not been answered after this is taken for lost; what it did is unknown. */
const COMMAND_MS = 1500;

/**
 * Time between two looks for a sign of life, which also a connection that only listens has to give. One on which nothing has
 * come between two looks is asked, and is dead if nothing has come at the next, whatever TCP says. A mere timeout would take
 * a connection for dead that waits to be read, because this process has stood still: between two looks it is.
 */
const LOOK_MS = 600;

/** How Redis begins to say that it cannot serve now, however right the command is. */
const CANNOT_NOW = /^(LOADING|READONLY|MASTERDOWN|OOM|CLUSTERDOWN|TRYAGAIN|BUSY|MISCONF|NOREPLICAS)/;

/**
 * A connection that is not there after this is asked for again: a pod that has just come takes packets only once its
 * policies are in force, and TCP by itself would repeat the first one after a second.
 */
const CONNECT_MS = 600;

/** Longest wait between two attempts to connect, and between two looks at a Redis that still reads what it has kept. */
const MOST_BACKOFF_MS = 500;
const LOADING_MS = 100;

/**
 * A connection that never hides a failure: commands are not queued while there is no connection, and none is sent
 * twice behind the caller's back, so that a lost reply cannot log a tick twice.
 */
export function connectRedis(
  url: string,
  options:
    | Required<Pick<RedisOptions, 'scripts'>>
    | Required<Pick<RedisOptions, 'enableOfflineQueue'>>
    | object = {},
): Redis {
  const redis = new Redis(url, {
    protocol: 2,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    enableOfflineQueue: false,
    commandTimeout: COMMAND_MS,
    connectTimeout: CONNECT_MS,
    maxLoadingRetryTime: LOADING_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(MOST_BACKOFF_MS, 50 * attempt),
    ...options,
  });
  // Whoever awaits a command hears of its failure; the event must only not end the process.
  redis.on('error', () => undefined);
  const heartbeat = watchOver(redis);
  redis.on('end', () => clearInterval(heartbeat));
  return redis;
}

function watchOver(redis: Redis): NodeJS.Timeout {
  let seen: Redis['stream'] | undefined;
  let read = 0;
  let isAsked = false;
  return setInterval(() => {
    const { stream, status } = redis;
    // One that has just been made has asked already how Redis is.
    if (status !== 'ready' && status !== 'connect') return;
    const isQuiet = stream === seen && stream.bytesRead === read;
    if (isQuiet && isAsked) stream.destroy(new Error('Redis has fallen silent'));
    else if (isQuiet && status === 'ready') redis.ping().catch(() => undefined);
    seen = stream;
    read = stream.bytesRead;
    isAsked = isQuiet;
  }, LOOK_MS).unref();
}

/** Whether Redis says that it is a replica: its name may lead to the one that has taken its place. */
export function isDemoted({ message }: Error): boolean {
  return message.startsWith('READONLY');
}

/** Waits for Redis's answer. @throws LogUnavailable if none comes, or Redis cannot serve now */
export async function answered<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    if (isMistake(error)) throw error;
    throw new LogUnavailable(`Redis: ${(error as Error).message}`, { cause: error });
  }
}

/** What a refusal of Redis's means to who asked: that it cannot serve now, or a mistake that asking again would not mend. */
export function refusalOf(message: string): Error {
  return CANNOT_NOW.test(message) ? new LogUnavailable(`Redis: ${message}`) : new Error(`Redis: ${message}`);
}

/** Whether Redis refused the command itself, which asking again would not mend. */
function isMistake(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === 'ReplyError' && !CANNOT_NOW.test(message);
}
