import type { Context } from 'hono';
import * as v from 'valibot';

/** A request that cannot be answered as it is; the message names the field. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** The body of a request, which must be JSON of a form. @throws BadRequest */
export async function readBody<T extends v.GenericSchema>(
  context: Context,
  schema: T,
): Promise<v.InferOutput<T>> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? ''))
    throw new BadRequest('content-type: expected application/json');
  const body: unknown = await context.req.json().catch(() => {
    throw new BadRequest('body: is not JSON');
  });
  return check(schema, body);
}

/** A value that must be of a form. @throws BadRequest */
export function check<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? 'body';
  throw new BadRequest(issue.message.startsWith(`${field}:`) ? issue.message : `${field}: ${issue.message}`);
}
