import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Hono } from 'hono';
import type { Faces } from '../pictures/faces.ts';
import type { FacesAnswer } from '../protocol/account.ts';
import type { Rematch } from '../protocol/lobby.ts';
import { encodeRecording } from '../protocol/recording.ts';
import type { Lobby } from '../rooms/lobby.ts';
import { InvalidId, type MatchId, parseMatchId } from '../store/ids.ts';
import type { Store } from '../store/store.ts';
import { refuse } from './refusal.ts';

const compress = promisify(gzip);

/** What the routes need. */
export interface MatchesProps {
  readonly store: Store;
  readonly lobby: Lobby;
  readonly faces: Faces;
}

/**
 * Routes below `/api/matches`, for everybody who knows an id, and ids cannot be guessed: finished matches, the room in
 * which they go on, and the pictures of those who play or have played in one.
 */
export function createMatches({ store, lobby, faces }: MatchesProps): Hono {
  const routes = new Hono();

  routes.get('/:id', async (context) => {
    const id = idOf(context.req.param('id'));
    const match = id === null ? null : await store.match(id);
    if (match === null)
      return refuse(
        context,
        'unknown-match',
        'There is no such match, it has not been kept yet, or it is too old to be shown again.',
      );
    context.header('content-type', 'application/octet-stream');
    context.header('vary', 'accept-encoding');
    const bytes = encodeRecording(match);
    if (!/\bgzip\b/.test(context.req.header('accept-encoding') ?? '')) return context.body(bodyOf(bytes));
    context.header('content-encoding', 'gzip');
    return context.body(bodyOf(await compress(bytes)));
  });

  routes.get('/:id/rematch', async (context) => {
    const id = idOf(context.req.param('id'));
    const code = id === null ? null : await lobby.successorOf(id);
    return context.json({ code } satisfies Rematch);
  });

  routes.get('/:id/faces', async (context) => {
    const id = idOf(context.req.param('id'));
    const found = id === null ? {} : await faces.of(id);
    return context.json({ faces: found } satisfies FacesAnswer);
  });

  return routes;
}

function bodyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}

function idOf(text: string): MatchId | null {
  try {
    return parseMatchId(text);
  } catch (error) {
    if (error instanceof InvalidId) return null;
    throw error;
  }
}
