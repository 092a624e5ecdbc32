import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { SignIns } from '../accounts/sign-in.ts';
import type { Invitations } from '../mail/invitations.ts';
import type { Pictures } from '../pictures/pictures.ts';
import { type History, type Me, type Offer, ProfileChange } from '../protocol/account.ts';
import type { Player } from '../store/player.ts';
import type { Store } from '../store/store.ts';
import { refuse } from './refusal.ts';
import { check, readBody } from './request.ts';
import type { Visitors } from './visitors.ts';

/** What the routes need. */
export interface MeProps {
  readonly visitors: Visitors;
  readonly signIns: SignIns;
  readonly pictures: Pictures;
  /** `null` where no mail is sent. */
  readonly invitations: Invitations | null;
  readonly store: Store;
}

/** Matches of one answer about a history. */
const PAGE = 20;

const MOMENT = 'before: expected a moment such as 2026-11-26T09:00:00.000Z';

const HistoryQuery = v.object({
  before: v.optional(
    v.pipe(
      v.string(),
      v.isoTimestamp(MOMENT),
      // Such as an offset without its minutes.
      v.check((text) => !Number.isNaN(Date.parse(text)), MOMENT),
      v.transform((text) => new Date(text)),
    ),
  ),
});

/** What whoever has signed in can do. */
export function offersOf({
  pictures,
  invitations,
}: {
  readonly pictures: Pick<Pictures, 'areTaken'>;
  readonly invitations: Invitations | null;
}): readonly Offer[] {
  const offers: Offer[] = [];
  if (pictures.areTaken) offers.push('pictures');
  if (invitations !== null) offers.push('mail');
  return offers;
}

/** Routes below `/api/me`: what a player has here, and how it goes. */
export function createMe({ visitors, signIns, pictures, invitations, store }: MeProps): Hono {
  const me = new Hono();
  const offers = offersOf({ pictures, invitations });

  const answer = (context: Context, player: Player | null): Response => {
    const profile = player && {
      name: player.name,
      provider: player.provider,
      picture: player.picture,
      createdAt: player.createdAt.toISOString(),
    };
    return context.json({ player: profile, providers: signIns.offered, offers } satisfies Me);
  };

  me.get('/', async (context) => answer(context, await visitors.playerOf(context)));

  me.patch('/', async (context) => {
    const player = await visitors.playerOf(context);
    if (player === null) return signedOut(context);
    const { name } = await readBody(context, ProfileChange);
    return answer(context, await store.updatePlayer(player.id, { name }));
  });

  me.delete('/', async (context) => {
    const player = await visitors.playerOf(context);
    if (player === null) return signedOut(context);
    // The picture first: where it cannot be removed, the account is still there to try again.
    await pictures.drop(player.id);
    const deleted = await store.deletePlayer(player.id);
    await pictures.remove(deleted?.picture ?? null);
    await visitors.signOut(context);
    return context.body(null, 204);
  });

  me.get('/history', async (context) => {
    const player = await visitors.playerOf(context);
    if (player === null) return signedOut(context);
    const { before } = check(HistoryQuery, context.req.query());
    const results = await store.history(player.id, PAGE, before);
    const matches = results.map(({ match, who, size, place, of, score, endedAt }) => {
      return { match, who, size, place, of, score, endedAt: endedAt.toISOString() };
    });
    const next = matches.length < PAGE ? null : matches.at(-1)!.endedAt;
    return context.json({ matches, next } satisfies History);
  });

  me.get('/export', async (context) => {
    const player = await visitors.playerOf(context);
    const all = player && (await store.exportPlayer(player.id));
    if (all === null) return signedOut(context);
    context.header('content-type', 'application/json');
    context.header('content-disposition', 'attachment; filename="playcode.json"');
    return context.body(`${JSON.stringify(all, null, 2)}\n`);
  });

  return me;
}

function signedOut(context: Context): Response {
  return refuse(context, 'signed-out', 'Nobody is signed in here. Sign in first.');
}
