import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { refusalOf } from '../../../service/src/http/refusal.ts';
import { LogFull, LogUnavailable } from '../../../service/src/rooms/room-log.ts';
import { StoreUnavailable } from '../../../service/src/store/store.ts';
import { UploadsUnavailable } from '../../../service/src/uploads/uploads.ts';

it.each([
  ['full', new LogFull('holds 900 of 1000 bytes')],
  ['unavailable', new LogUnavailable('Redis: away')],
  ['unavailable', new StoreUnavailable('MongoDB: away')],
  ['unavailable', new UploadsUnavailable('S3: away')],
])('somebody is told that the service is %s, and nothing of %o', async (word, error) => {
  const app = new Hono();
  app.onError((thrown, context) => refusalOf(context, thrown) ?? context.text('unforeseen', 500));
  app.get('/', () => {
    throw error;
  });
  const response = await app.request('/');
  expect(response.status).toBe(503);
  const refusal = (await response.json()) as { error: string; message: string };
  expect(refusal.error).toBe(word);
  expect(refusal.message).not.toContain(error.message);
});
