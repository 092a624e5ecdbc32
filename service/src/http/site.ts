import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type RequestIdVariables, requestId } from 'hono/request-id';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { Lobby } from '../rooms/lobby.ts';
import type { Store } from '../store/store.ts';
import { LocalUploads } from '../uploads/local-uploads.ts';
import type { Uploads } from '../uploads/uploads.ts';
import { type ApiProps, createApi } from './api.ts';
import { createAssets } from './assets.ts';
import { type AuthProps, createAuth } from './auth.ts';
import { ASKED } from './caching.ts';
import { createInvitations, type InvitationProps } from './invitations.ts';
import { createMatches, type MatchesProps } from './matches.ts';
import { createMe, type MeProps } from './me.ts';
import { createGallery } from './pictures.ts';
import { languageOf, plainPage } from './plain-page.ts';
import { createPrivacy, type PrivacyProps } from './privacy.ts';
import { missing, spending } from './rate-limits.ts';
import { refusalOf, refuse } from './refusal.ts';
import { sameOrigin } from './same-origin.ts';
import { createSeasons, type SeasonsProps } from './seasons.ts';
import { createUnsubscribe, type UnsubscribeProps } from './unsubscribe.ts';
import { createUploads } from './uploads.ts';
import type { Visitors } from './visitors.ts';

/** What the site needs besides what its routes need. */
export interface SiteProps
  extends ApiProps,
    AuthProps,
    InvitationProps,
    MatchesProps,
    MeProps,
    PrivacyProps,
    SeasonsProps,
    UnsubscribeProps {
  readonly lobby: Lobby;
  readonly store: Store;
  readonly visitors: Visitors;
  /** Origins whose pages may change something. */
  readonly origins: ReadonlySet<string>;
  readonly uploads: Uploads;
  /** Folder of the built browser client. */
  readonly webFolder: string;
  /** Whether the process takes players: started and not stopping. */
  readonly isReady: () => boolean;
  /** Brings gauges up to date before they are read. */
  readonly measure: () => void;
}

/** No body of the API is longer. */
const MOST_BODY_BYTES = 4096;

/** What somebody reads who has come to an address of nothing. */
const NOTHING_HERE = {
  ko: '여기에는 아무것도 없어요. 주소를 확인해 주세요.',
  en: 'There is nothing here. Check the address.',
} as const;

/** Methods that the site answers; whatever else a request may call itself counts as one. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Everything that is served over HTTP: health, metrics, API and the browser client. */
export function createSite(props: SiteProps): Hono<{ Variables: RequestIdVariables }> {
  const { meter, logger, limits, uploads, webFolder } = props;
  const site = new Hono<{ Variables: RequestIdVariables }>();

  site.use(async (context, next) => {
    const begin = performance.now();
    await next();
    const { method } = context.req;
    const labels = { method: METHODS.has(method) ? method : 'other', route: routePath(context) };
    const status = statusClass(context.res.status);
    meter.count('playcode_http_requests_total', { ...labels, status });
    meter.observe('playcode_http_request_duration_seconds', labels, (performance.now() - begin) / 1000);
  });
  // The ingress gives each request an id, which ties its lines to ours.
  site.use(requestId({ limitLength: 64 }));
  site.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // Pictures are posted to their bucket, which is nowhere else asked for anything.
        connectSrc: ["'self'", ...(uploads.origin === null ? [] : [uploads.origin])],
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
    const about = { request: context.get('requestId'), path: context.req.path };
    const refusal = refusalOf(context, error);
    if (refusal === null) {
      logger.error({ err: error, ...about }, 'request failed');
      return refuse(context, 'broken', 'Something broke here. Try again.');
    }
    // Without the way to it: while something is away, many say so.
    if (refusal.status >= 500)
      logger.warn({ ...about, reason: error.message }, 'request could not be answered');
    return refusal;
  });

  site.notFound((context) => {
    const language = languageOf(context);
    const isForReading = context.req.header('accept')?.includes('text/html') ?? false;
    if (!isForReading) return context.text('not found\n', 404);
    return context.html(plainPage({ language, text: NOTHING_HERE[language] }), 404);
  });

  site.use(sameOrigin(props.origins));

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
  site.use('/api/*', async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });
  site.use('/api/rooms/:code/*', missing(limits, 'missedCode'));
  for (const path of ['/api/play', '/api/rooms/:code/tickets', '/api/rooms/:code/spectators'])
    site.post(path, spending(limits, 'ticket'));
  site.post('/api/rooms/:code/invitations', spending(limits, 'invitation'));
  site.on(['POST', 'PATCH', 'DELETE'], '/api/me/*', spending(limits, 'account'));
  site.get('/api/me/export', spending(limits, 'account'));
  site.get('/api/matches/:id', spending(limits, 'recording'));
  site.route('/api/matches', createMatches(props));
  site.route('/api', createApi(props));
  site.route('/api/me', createMe(props));
  site.route('/api/seasons', createSeasons(props));
  site.route('/auth', createAuth(props));
  site.route('/api', createInvitations(props));
  site.route('/', createGallery(props.pictures));
  site.route('/', createUnsubscribe(props));
  site.route('/', createPrivacy(props));
  if (uploads instanceof LocalUploads) site.route('/', createUploads(uploads));
  site.route('/', createAssets(webFolder));
  const onFound = (_: string, context: Context): void => context.header('cache-control', ASKED);
  const pages = { root: webFolder, precompressed: true, onFound } as const;
  site.get('*', serveStatic(pages));
  // One page for all of these; the browser client reads the address.
  for (const path of ['/r/:code', '/m/:match', '/me', '/leaderboard', '/sign-in/:trouble'])
    site.on('GET', [path, `${path}/`], serveStatic({ ...pages, path: 'index.html' }));
  return site;
}

function statusClass(status: number): '2xx' | '3xx' | '4xx' | '5xx' {
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  return status < 500 ? '4xx' : '5xx';
}
