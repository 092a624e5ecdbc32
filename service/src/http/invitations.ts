import { Hono } from 'hono';
import * as v from 'valibot';
import { parseAddress } from '../mail/address.ts';
import { MAIL_LANGUAGES } from '../mail/invitation.ts';
import type { Invitations } from '../mail/invitations.ts';
import { RoomPath } from '../protocol/lobby.ts';
import type { Lobby } from '../rooms/lobby.ts';
import { refuse, refuseUnknownRoom } from './refusal.ts';
import { check, readBody } from './request.ts';
import type { Visitors } from './visitors.ts';

/** What the routes need. */
export interface InvitationProps {
  /** `null` where the site sends no mail. */
  readonly invitations: Invitations | null;
  readonly lobby: Pick<Lobby, 'has'>;
  readonly visitors: Pick<Visitors, 'playerOf'>;
}

const ADDRESS_FORM = 'to: expected one mail address, such as friend@example.com';

const MOST_TYPED_LENGTH = 300;

const Order = v.object({
  to: v.pipe(
    v.string(ADDRESS_FORM),
    v.maxLength(MOST_TYPED_LENGTH, ADDRESS_FORM),
    v.transform(parseAddress),
    v.custom<NonNullable<ReturnType<typeof parseAddress>>>((address) => address !== null, ADDRESS_FORM),
  ),
  language: v.picklist(MAIL_LANGUAGES, `language: expected one of ${MAIL_LANGUAGES.join(', ')}`),
});

/** Route below `/api`: a player invites a friend into a room by mail. */
export function createInvitations({ invitations, lobby, visitors }: InvitationProps): Hono {
  const api = new Hono();

  api.post('/rooms/:code/invitations', async (context) => {
    const player = await visitors.playerOf(context);
    if (player === null) return refuse(context, 'signed-out', 'Sign in first: guests send no mail.');
    if (invitations === null)
      return refuse(context, 'unavailable', 'This site sends no mail. Share the link.');
    const { code } = check(RoomPath, context.req.param());
    const { to, language } = await readBody(context, Order);
    if (!(await lobby.has(code))) return refuseUnknownRoom(context, code);
    const outcome = await invitations.order({ player: player.id, name: player.name, code, to, language });
    if (outcome === 'too-many')
      return refuse(context, 'too-many', 'That were many invitations. Share the link, or go on in an hour.');
    if (outcome === 'busy')
      return refuse(
        context,
        'unavailable',
        'Too much mail is under way. Share the link, or try again later.',
      );
    return context.json({}, 202);
  });

  return api;
}
