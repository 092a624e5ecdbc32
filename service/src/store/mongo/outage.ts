import mongoose from 'mongoose';
import { StoreUnavailable } from '../store.ts';

const { mongo } = mongoose;

/** Errors of the driver that say nothing about the command itself. */
const OUTAGES = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoOperationTimeoutError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoClientClosedError,
  mongo.MongoWriteConcernError,
  mongoose.Error.MongooseServerSelectionError,
] as const;

/**
 * Codes by which a server says that it cannot now: signed out or not in (passwords rotate), shutting down, changing
 * its primary, out of time, not as durable as asked, its disk full.
 */
const OUTAGE_CODES: ReadonlySet<unknown> = new Set([
  6, 7, 13, 18, 50, 64, 89, 91, 112, 189, 262, 9001, 10107, 11600, 11602, 13388, 13435, 13436, 14031,
]);

const DUPLICATE_KEY = 11000;

/** What the caller is told: that the store is away, or the mistake as it is. */
export function told(error: unknown): unknown {
  if (!isOutage(error)) return error;
  return new StoreUnavailable(`MongoDB: ${(error as Error).message}`, { cause: error });
}

/** All connections were busy for too long. The driver does not export the class. */
const NO_CONNECTION = 'MongoWaitQueueTimeoutError';

/** Node's own errors of a broken socket, some of which the driver (7.8) lets through as they are. */
const SOCKET_ERROR = /^(E[A-Z]+|ERR_(SOCKET|STREAM)_.+)$/;

/** Whether an error says nothing but that the server could not be reached, or did not answer in time. */
export function isOutage(error: unknown): boolean {
  if (OUTAGES.some((outage) => error instanceof outage)) return true;
  if (error instanceof Error && error.name === NO_CONNECTION) return true;
  if (error instanceof Error && 'code' in error && SOCKET_ERROR.test(String(error.code))) return true;
  if (!(error instanceof mongo.MongoServerError)) return false;
  // What went wrong on the way is told as a bulk error that names no document.
  if (error instanceof mongo.MongoBulkWriteError && [error.writeErrors].flat().length === 0) return true;
  return OUTAGE_CODES.has(error.code) || error.hasErrorLabel('RetryableWriteError');
}

/** Whether a unique index refused a write, and nothing else went wrong. */
export function isDuplicate(error: unknown): boolean {
  if (error instanceof mongo.MongoBulkWriteError) {
    const refused = [error.writeErrors].flat();
    return refused.length > 0 && refused.every(({ code }) => code === DUPLICATE_KEY);
  }
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}
