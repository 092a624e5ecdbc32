import type { Context } from 'hono';
import type { Refusal } from '../protocol/lobby.ts';
import { LogFull, LogUnavailable } from '../rooms/room-log.ts';
import { StoreUnavailable } from '../store/store.ts';
import { UploadsUnavailable } from '../uploads/uploads.ts';
import { TooMany } from './rate-limits.ts';
import { BadRequest } from './request.ts';

const STATUS = {
  invalid: 400,
  'signed-out': 401,
  foreign: 403,
  forbidden: 403,
  'unknown-room': 404,
  'unknown-match': 404,
  replaced: 409,
  'too-large': 413,
  'no-picture': 422,
  'too-many': 429,
  broken: 500,
  full: 503,
  unavailable: 503,
} as const satisfies Record<Refusal['error'], number>;

/** Answers with an error that programs and people can read. */
export function refuse(context: Context, error: Refusal['error'], message: string): Response {
  return context.json({ error, message } satisfies Refusal, STATUS[error]);
}

/** Answers whoever asks for a room that is not there, by every route in the same words. */
export function refuseUnknownRoom(context: Context, code: string): Response {
  return refuse(context, 'unknown-room', `There is no room ${code}, or its match is over. Check the code.`);
}

/** Answers whatever went wrong; `null` for what nobody foresaw. */
export function refusalOf(context: Context, error: Error): Response | null {
  if (error instanceof BadRequest) return refuse(context, 'invalid', error.message);
  if (error instanceof LogFull)
    return refuse(context, 'full', 'All rooms are taken. Join a friend, or try again in a minute.');
  if (error instanceof UploadsUnavailable)
    return refuse(context, 'unavailable', 'Pictures are out of reach. Try again in a few seconds.');
  if (error instanceof LogUnavailable || error instanceof StoreUnavailable)
    return refuse(context, 'unavailable', 'The game is out of breath. Try again in a few seconds.');
  if (error instanceof TooMany) {
    context.header('retry-after', String(error.seconds));
    return refuse(context, 'too-many', `Too often. Try again in ${error.seconds} seconds.`);
  }
  return null;
}
