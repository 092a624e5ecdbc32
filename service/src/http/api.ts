import { type Context, Hono } from 'hono';
import type * as v from 'valibot';
import { SIZES, type Size } from '../../game/index.ts';
import type { TicketOffice } from '../gateway/ticket-office.ts';
import { NewRoom, type Room, RoomPath, SeatRequest, type Ticket, TicketRequest } from '../protocol/lobby.ts';
import type { Lobby } from '../rooms/lobby.ts';
import { createPictureApi, type PictureProps } from './pictures.ts';
import type { RateLimits } from './rate-limits.ts';
import { refuse, refuseUnknownRoom } from './refusal.ts';
import { check, readBody } from './request.ts';
import type { Visitors } from './visitors.ts';

/** What the routes need. */
export interface ApiProps extends PictureProps {
  readonly lobby: Lobby;
  readonly tickets: TicketOffice;
  readonly visitors: Visitors;
  readonly limits: RateLimits;
}

/** Where play-now seats people. */
const PLAY_NOW_SIZE: Size = 'small';

/** A new room counts once for so many bots, who are most of what it costs. */
const BOTS_AT_ONCE = 50;

/** Routes below `/api`: rooms and admission to them, and pictures. Bodies are JSON. */
export function createApi(props: ApiProps): Hono {
  const { lobby, tickets, visitors, limits } = props;
  const api = new Hono();

  const admit = async (
    context: Context,
    code: string,
    { name, isReturn }: v.InferOutput<typeof TicketRequest>,
  ): Promise<Response> => {
    const { person: tab, ...sitter } = await visitors.sitterOf(context, name);
    const person = await lobby.personIn(code, tab, sitter.player, isReturn);
    if (person === null)
      return refuse(context, 'replaced', 'The seat is played from another window or another device.');
    const ticket = await tickets.issue({ code, ...sitter, person, tab, isSpectator: false });
    return context.json({ code, ticket } satisfies Ticket, 201);
  };

  api.post('/play', async (context) => {
    const { name } = await readBody(context, SeatRequest);
    return admit(context, await lobby.seatNow(PLAY_NOW_SIZE, visitors.personOf(context)), {
      name,
      isReturn: false,
    });
  });

  api.post('/rooms', async (context) => {
    const { after, ...rest } = await readBody(context, NewRoom);
    const order = { ...rest, isPublic: false };
    const { bots = SIZES[order.size].fill } = order;
    await limits.spend('newRoom', context, Math.max(1, Math.ceil(bots / BOTS_AT_ONCE)));
    const code = await (after === undefined ? lobby.open(order) : lobby.openAfter(after, order));
    return context.json({ code, size: order.size } satisfies Room, 201);
  });

  api.post('/rooms/:code/tickets', async (context) => {
    const { code } = check(RoomPath, context.req.param());
    const request = await readBody(context, TicketRequest);
    if (!(await lobby.has(code))) return refuseUnknownRoom(context, code);
    return admit(context, code, request);
  });

  api.post('/rooms/:code/spectators', async (context) => {
    const { code } = check(RoomPath, context.req.param());
    if (!(await lobby.has(code))) return refuseUnknownRoom(context, code);
    const person = visitors.personOf(context);
    const watcher = { person, tab: person, name: '', player: null };
    const ticket = await tickets.issue({ code, ...watcher, isSpectator: true });
    return context.json({ code, ticket } satisfies Ticket, 201);
  });

  api.route('/', createPictureApi(props));
  return api;
}
