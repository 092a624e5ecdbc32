import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { sameOrigin } from '../../../service/src/http/same-origin.ts';

const OWN = 'https://playcode.gg';

function ask(method: string, headers: Record<string, string>): Response | Promise<Response> {
  const app = new Hono();
  app.use(sameOrigin(new Set([OWN])));
  app.all('/', (context) => context.text('done'));
  return app.request('/', { method, headers });
}

describe.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('a %s', (method) => {
  it.each([
    [{ origin: OWN }],
    [{ origin: OWN, 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{}],
  ])('is answered with %j', async (headers) => {
    expect((await ask(method, headers)).status).toBe(200);
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://playcode.gg' }],
    [{ origin: 'https://playcode.gg.evil.example' }],
    [{ origin: 'https://playcode.gg:444' }],
    [{ origin: '' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
  ])('is refused with %j', async (headers) => {
    expect((await ask(method, headers)).status).toBe(403);
  });
});

it('a GET is answered, wherever it comes from', async () => {
  expect((await ask('GET', { origin: 'https://evil.example' })).status).toBe(200);
});
