import type { Context } from 'hono';
import type { Refusal } from '../protocol/lobby.ts';

const STATUS = {
  invalid: 400,
  'unknown-room': 404,
  'unknown-match': 404,
  'too-large': 413,
  broken: 500,
  unavailable: 503,
} as const satisfies Record<Refusal['error'], number>;

/** Answers with an error that programs and people can read. */
export function refuse(context: Context, error: Refusal['error'], message: string): Response {
  return context.json({ error, message } satisfies Refusal, STATUS[error]);
}
