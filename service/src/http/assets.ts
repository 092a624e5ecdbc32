import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { FOREVER } from './caching.ts';

/** An asset that a build has named by its content. */
const HASHED = /^\/assets\/[\w.-]+-[\w-]{8}\.(js|css)$/;

/** How often a browser is sent to ask again, of which each follows 16 redirections at least, and after how long. */
const MOST_TIMES = 15;
const AGAIN_MS = 300;

/**
 * What is named by its content: assets of the page and released rules. Pages of two releases are open while one takes
 * the other's place. A page of the one before gets its assets from the folder `before`; one of the next, whose request
 * has come to a process that is older, is sent to ask again until it comes to one that is as new.
 * @param webFolder the built browser client
 */
export function createAssets(webFolder: string): Hono {
  const assets = new Hono();
  for (const path of ['/assets/*', '/rules/*'])
    assets.get(path, async (context, next) => {
      await next();
      if (context.res.ok) context.header('cache-control', FOREVER);
    });
  for (const folder of [webFolder, join(webFolder, 'before')].filter(existsSync))
    assets.get('/assets/*', serveStatic({ root: folder, precompressed: true }));
  assets.get('/assets/*', async (context, next) => {
    const { path } = context.req;
    const times = Number(context.req.query('again') ?? 0);
    if (!HASHED.test(path) || !(times < MOST_TIMES)) return next();
    await wait(AGAIN_MS);
    context.header('cache-control', 'no-store');
    return context.redirect(`${path}?again=${times + 1}`, 307);
  });
  return assets;
}
