import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type LocalUploads, UPLOADS_PATH } from '../uploads/local-uploads.ts';
import { MOST_UPLOAD_BYTES } from '../uploads/uploads.ts';
import { refuse } from './refusal.ts';

/** What a form adds to its file. */
const MOST_FIELD_BYTES = 16 * 1024;

/** Takes the forms of local uploads, as S3 takes its own. */
export function createUploads(uploads: LocalUploads): Hono {
  const site = new Hono();
  const tooLarge = `file: expected 1 to ${MOST_UPLOAD_BYTES} bytes`;
  site.post(
    UPLOADS_PATH,
    bodyLimit({
      maxSize: MOST_UPLOAD_BYTES + MOST_FIELD_BYTES,
      onError: (context) => refuse(context, 'too-large', tooLarge),
    }),
    async (context) => {
      const form = await context.req.formData().catch(() => null);
      const outcome = form === null ? 'refused' : await uploads.receive(form);
      if (outcome === 'stored') return context.body(null, 204);
      if (outcome === 'too-large') return refuse(context, 'too-large', tooLarge);
      return refuse(
        context,
        'forbidden',
        'form: expected one that was given out here, unchanged and in time',
      );
    },
  );
  return site;
}
