import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Size } from '../../game/index.ts';
import type { TicketOffice } from '../gateway/ticket-office.ts';
import { NewRoom, type Room, RoomPath, SeatRequest, type Ticket } from '../protocol/lobby.ts';
import type { Lobby } from '../rooms/lobby.ts';
import { LogFull, LogUnavailable } from '../rooms/room-log.ts';
import { refuse } from './refusal.ts';
import type { Visitors } from './visitors.ts';

/** What the routes need. */
export interface ApiProps {
  readonly lobby: Lobby;
  readonly tickets: TicketOffice;
  readonly origins: ReadonlySet<string>;
  readonly visitors: Visitors;
}

/** Where play-now seats people. */
const PLAY_NOW_SIZE: Size = 'small';

/** A request that cannot be answered as it is; the message names the field. */
class BadRequest extends Error {}

/** Routes below `/api`: rooms and admission to them. Bodies are JSON. */
export function createApi({ lobby, tickets, origins, visitors }: ApiProps): Hono {
  const api = new Hono();

  const admit = async (context: Context, code: string, name: string): Promise<Response> => {
    const ticket = await tickets.issue({ code, ...(await visitors.sitterOf(context, name)) });
    return context.json({ code, ticket } satisfies Ticket, 201);
  };

  api.use(async (context, next) => {
    const origin = context.req.header('origin');
    if (context.req.method !== 'GET' && origin !== undefined && !origins.has(origin))
      return refuse(context, 'invalid', `origin: found ${origin}, expected the site's own`);
    return next();
  });

  api.onError((error, context) => {
    if (error instanceof BadRequest) return refuse(context, 'invalid', error.message);
    if (error instanceof LogFull)
      return refuse(context, 'unavailable', 'All rooms are taken. Join a friend, or try again in a minute.');
    if (error instanceof LogUnavailable)
      return refuse(context, 'unavailable', 'The game is out of breath. Try again in a few seconds.');
    throw error;
  });

  api.post('/play', async (context) => {
    const { name } = await readBody(context, SeatRequest);
    return admit(context, await lobby.seatNow(PLAY_NOW_SIZE), name);
  });

  api.post('/rooms', async (context) => {
    const order = await readBody(context, NewRoom);
    const code = await lobby.open({ ...order, isPublic: false });
    return context.json({ code, size: order.size } satisfies Room, 201);
  });

  api.post('/rooms/:code/tickets', async (context) => {
    const { code } = check(RoomPath, context.req.param());
    const { name } = await readBody(context, SeatRequest);
    if (!(await lobby.has(code)))
      return refuse(
        context,
        'unknown-room',
        `There is no room ${code}, or its match is over. Check the code.`,
      );
    return admit(context, code, name);
  });

  return api;
}

async function readBody<T extends v.GenericSchema>(context: Context, schema: T): Promise<v.InferOutput<T>> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? ''))
    throw new BadRequest('content-type: expected application/json');
  const body: unknown = await context.req.json().catch(() => {
    throw new BadRequest('body: is not JSON');
  });
  return check(schema, body);
}

function check<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? 'body';
  throw new BadRequest(issue.message.startsWith(`${field}:`) ? issue.message : `${field}: ${issue.message}`);
}
