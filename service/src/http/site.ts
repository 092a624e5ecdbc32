import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from '../logger.ts';
import type { Meter } from '../meter.ts';
import { type ApiProps, createApi } from './api.ts';
import { refuse } from './refusal.ts';

/** What the site needs besides its API. */
export interface SiteProps extends ApiProps {
  readonly meter: Meter;
  readonly logger: Logger;
  /** Folder of the built browser client. */
  readonly webFolder: string;
  /** Whether the process takes players: started and not stopping. */
  readonly isReady: () => boolean;
  /** Brings gauges up to date before they are read. */
  readonly measure: () => void;
}

/** No body of the API is longer. */
const MOST_BODY_BYTES = 4096;

/** Assets carry a hash of their content in their names, released rules their version: neither ever changes. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Everything that is served over HTTP: health, metrics, API and the browser client. */
export function createSite(props: SiteProps): Hono {
  const { meter, logger, webFolder } = props;
  const site = new Hono();

  site.use(async (context, next) => {
    const begin = performance.now();
    await next();
    const labels = { method: context.req.method, route: routePath(context) };
    const status = `${Math.floor(context.res.status / 100)}xx`;
    meter.count('playcode_http_requests_total', { ...labels, status });
    meter.observe('playcode_http_request_duration_seconds', labels, (performance.now() - begin) / 1000);
  });
  site.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      // Only meaningful behind TLS, where the ingress sets it.
      strictTransportSecurity: false,
    }),
  );
  site.onError((error, context) => {
    logger.error({ err: error, path: context.req.path }, 'request failed');
    return refuse(context, 'broken', 'Something broke here. Try again.');
  });

  site.get('/healthz', (context) => context.text('ok\n'));
  site.get('/readyz', (context) =>
    props.isReady() ? context.text('ready\n') : context.text('stopping\n', 503),
  );
  site.get('/metrics', async (context) => {
    props.measure();
    const { contentType, body } = await meter.expose();
    return context.body(body, 200, { 'content-type': contentType });
  });
  site.use(
    '/api/*',
    bodyLimit({
      maxSize: MOST_BODY_BYTES,
      onError: (context) => refuse(context, 'too-large', `body: expected at most ${MOST_BODY_BYTES} bytes`),
    }),
  );
  site.route('/api', createApi(props));
  for (const path of ['/assets/*', '/rules/*'])
    site.get(path, async (context, next) => {
      await next();
      if (context.res.ok) context.header('cache-control', FOREVER);
    });
  site.get('*', serveStatic({ root: webFolder, precompressed: true }));
  // An invitation opens the same page; the browser client reads the code from the address.
  site.get('/r/:code', serveStatic({ root: webFolder, path: 'index.html', precompressed: true }));
  return site;
}
