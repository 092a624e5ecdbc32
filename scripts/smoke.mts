// Tries a live site: `node scripts/smoke.mts https://playcode.gg`. The page with all it loads, then a match against bots
// over a WebSocket, followed by the same rules as a browser follows it. Needs Node 24 and nothing installed: the deploy
// job runs it beside its credentials.
import { encodePacket } from '../service/src/protocol/packet.ts';
import { Replica } from '../service/src/protocol/replica.ts';
import { decodeServerFrame } from '../service/src/protocol/server-frame.ts';

/** How long a site may take to be reachable at all: names, certificates, the load balancer. */
const REACHABLE_MS = Number(process.env.SMOKE_REACHABLE_SECONDS ?? 60) * 1000;

/** How long a match may take to show what is asked of it. */
const MATCH_MS = 20_000;

/** Ticks that must arrive one after the other: four seconds and a half. */
const TICKS = 30;

/** Tries again as long as a person would, then gives up with the last error. */
async function patiently<T>(milliseconds: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

async function get(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'error' }).catch(
    (error: Error) => {
      throw new Error(`GET ${url}: ${error.cause instanceof Error ? error.cause.message : error.message}`);
    },
  );
  if (!response.ok) throw new Error(`GET ${url}: status ${response.status}, expected 200`);
  return response.text();
}

/** The page, what it loads, and what nobody outside may see. */
async function tryPage(site: string): Promise<string> {
  const page = await patiently(REACHABLE_MS, () => get(`${site}/`));
  const assets = [...page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  if (assets.length === 0) throw new Error(`GET ${site}/: the page loads no script`);
  for (const path of assets) await get(`${site}${path}`);
  if (site.startsWith('https:')) {
    const { status } = await fetch(`${site}/metrics`, { signal: AbortSignal.timeout(10_000) });
    if (status < 400)
      throw new Error(`GET ${site}/metrics: status ${status}, but nobody outside may read metrics`);
  }
  return `page and ${assets.length} assets`;
}

async function post(url: string, body: unknown): Promise<Record<string, string>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as Record<string, string>;
  if (!response.ok) throw new Error(`POST ${url}: status ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** A match in a room of its own: ticks follow one another, bots play, and a turn comes back in the log. */
async function tryMatch(site: string): Promise<string> {
  const { code } = await post(`${site}/api/rooms`, { size: 'small' });
  const { ticket } = await post(`${site}/api/rooms/${code}/tickets`, { name: 'smoke' });
  const url = `${site.replace(/^http/, 'ws')}/ws?ticket=${ticket}`;
  // Browsers send their page's origin by themselves; Node's WebSocket takes it as an option that its types don't know.
  const options = { headers: { origin: site } } as unknown as string[];
  const socket = new WebSocket(url, options);
  socket.binaryType = 'arraybuffer';
  try {
    return await play(socket);
  } finally {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'leave' }));
    socket.close();
  }
}

function play(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    let person = '';
    let replica: Replica | undefined;
    let ticks = 0;
    let turned = false;
    let acknowledged = false;
    const missing = () =>
      `${ticks} of ${TICKS} ticks, turn ${acknowledged ? 'acknowledged' : turned ? 'sent' : 'not sent'}`;
    const timer = setTimeout(
      () => reject(new Error(`match: after ${MATCH_MS / 1000} s only ${missing()}`)),
      MATCH_MS,
    );
    const end = (error?: Error, result = '') => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve(result);
    };
    socket.addEventListener('error', () => end(new Error(`WebSocket: refused or broken off, ${missing()}`)));
    socket.addEventListener('close', ({ code }) =>
      end(new Error(`WebSocket: closed with ${code}, ${missing()}`)),
    );
    socket.addEventListener('message', ({ data }) => {
      try {
        if (typeof data === 'string') {
          const message = JSON.parse(data) as { readonly type: string; readonly person?: string };
          if (message.type === 'welcome') person = message.person ?? '';
          return;
        }
        const frame = decodeServerFrame(new Uint8Array(data as ArrayBuffer));
        if (frame.is === 'snapshot') {
          replica = Replica.restore(frame.bytes);
          return;
        }
        if (!replica) throw new Error('match: a tick came before any snapshot');
        // Throws where a tick is missing, comes twice, or is of another history.
        const { tick } = replica.apply(frame.bytes);
        ticks += 1;
        const who = replica.seatOf(person)?.who;
        if (who !== undefined && !turned) {
          socket.send(encodePacket({ is: 'inputs', tick: replica.state.tick, who, first: 1, dirs: [0] }));
          turned = true;
        }
        acknowledged ||= tick.entries.some(
          (entry) => entry.do === 'turn' && entry.who === who && entry.seq === 1,
        );
        if (ticks < TICKS || !acknowledged) return;
        const bots = replica.state.players.filter(({ bot }) => bot).length;
        if (bots === 0) throw new Error('match: no bot plays');
        end(undefined, `match with ${bots} bots, ${ticks} ticks, a turn acknowledged`);
      } catch (error) {
        end(error as Error);
      }
    });
  });
}

const site = process.argv[2]?.replace(/\/$/, '');
if (!site || !URL.canParse(site)) {
  console.error('usage: node scripts/smoke.mts SITE, for example https://playcode.gg');
  process.exit(2);
}
try {
  console.log(`smoke: ${await tryPage(site)}`);
  console.log(`smoke: ${await tryMatch(site)}`);
} catch (error) {
  console.error(`smoke: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
