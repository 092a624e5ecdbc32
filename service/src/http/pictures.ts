import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { PICTURE_TYPES } from '../pictures/picture-type.ts';
import type { Pictures } from '../pictures/pictures.ts';
import type { PictureOffer, PictureTaken } from '../protocol/account.ts';
import type { Player } from '../store/player.ts';
import { FOREVER } from './caching.ts';
import { refuse } from './refusal.ts';
import { readBody } from './request.ts';
import type { Visitors } from './visitors.ts';

/** What the routes of pictures need. */
export interface PictureProps {
  readonly pictures: Pictures;
  readonly visitors: Pick<Visitors, 'playerOf'>;
}

const FormRequest = v.object({
  type: v.picklist(PICTURE_TYPES, `type: expected one of ${PICTURE_TYPES.join(', ')}`),
});

const MOST_KEY_LENGTH = 200;

const Posted = v.object({ key: v.pipe(v.string(), v.maxLength(MOST_KEY_LENGTH)) });

/** Routes below `/api`: a player's own picture. */
export function createPictureApi({ pictures, visitors }: PictureProps): Hono {
  const api = new Hono();

  const asPlayer = async (
    context: Context,
    answer: (player: Player) => Promise<Response>,
  ): Promise<Response> => {
    const player = await visitors.playerOf(context);
    if (player === null) return refuse(context, 'signed-out', 'Sign in first: guests have no picture.');
    return answer(player);
  };

  // First a form by which the browser posts the file; then the notice that it has.
  api.post('/me/picture/form', (context) =>
    asPlayer(context, async ({ id }) => {
      const { type } = await readBody(context, FormRequest);
      const given = await pictures.form(id, type);
      if (given === null)
        return refuse(context, 'too-many', 'That were many pictures. Try again in an hour.');
      return context.json(given satisfies PictureOffer, 201);
    }),
  );

  api.post('/me/picture', (context) =>
    asPlayer(context, async ({ id }) => {
      const { key } = await readBody(context, Posted);
      const taking = await pictures.take(id, key);
      switch (taking.outcome) {
        case 'kept':
          return context.json({ picture: taking.picture } satisfies PictureTaken, 201);
        case 'missing':
          return refuse(context, 'invalid', 'key: nothing was posted under it. Choose the picture again.');
        case 'no-picture':
          return refuse(context, 'no-picture', 'The file is no JPEG, PNG or WebP picture that can be read.');
        case 'refused':
          return refuse(context, 'forbidden', 'This picture cannot be shown here. Choose another.');
        case 'busy':
          return refuse(context, 'unavailable', 'Many pictures come in at once. Try again in a few seconds.');
      }
    }),
  );

  api.delete('/me/picture', (context) =>
    asPlayer(context, async ({ id }) => {
      await pictures.drop(id);
      return context.body(null, 204);
    }),
  );

  return api;
}

/** Pictures themselves, from the site's own address: no browser asks anybody else. */
export function createGallery(pictures: Pictures): Hono {
  const site = new Hono();
  site.get('/pictures/:file', async (context) => {
    const picture = await pictures.find(context.req.param('file'));
    if (picture === null) return context.notFound();
    return context.body(new Uint8Array(picture.bytes), 200, {
      'content-type': picture.type,
      'cache-control': FOREVER,
    });
  });
  return site;
}
