import { fileURLToPath } from 'node:url';
import { Meter } from '../src/meter.ts';
import { type Spent, spentIn } from './profiles.ts';

/**
 * What metrics cost at full load: prints one JSON object. The load is that of a process with 100 rooms of 10 players,
 * two turns a second each, and a scrape every 15 s. Where `BENCH_PROFILES` names the folder in which `npm run bench`
 * has left its servers' profiles, it also says what part of their busy time they spent on metrics.
 */

const PROFILES = process.env.BENCH_PROFILES;
const BUILD = fileURLToPath(new URL('../dist/server/main.js.map', import.meta.url));
const SOURCES = /\/src\/(meter|tally)\.ts$|\/prom-client\//;

const TIMES = 300_000;
const WARM_UP = 20_000;
const SCRAPES = 50;

const ROOMS = 100;
const PLAYERS = ROOMS * 10;
const TICKS = ROOMS / 0.15;
const TURNS = PLAYERS * 2;
const SCRAPE_SECONDS = 15;

/** Microseconds of CPU that something takes, over many times. */
function cost(times: number, act: () => void): number {
  const begin = process.cpuUsage();
  for (let time = 0; time < times; time += 1) act();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / times;
}

const meter = new Meter();

const count = (): void => meter.count('playcode_inputs_total', { outcome: 'queued' });
const observe = (): void => meter.observe('playcode_client_lag_ticks', {}, 3);
const time = (): void =>
  meter.observe('playcode_query_duration_seconds', { store: 'redis', operation: 'petition' }, 0.001);

for (const act of [count, observe, time]) cost(WARM_UP, act);
const micros = { count: cost(TIMES, count), observe: cost(TIMES, observe), time: cost(TIMES, time) };
const begin = process.cpuUsage();
for (let scrape = 0; scrape < SCRAPES; scrape += 1) await meter.expose();
const { user, system } = process.cpuUsage(begin);
const scrape = (user + system) / SCRAPES;

/** A tick: its reply, its appending, a step, a gap and whether it was in time. */
const perTick = 2 * micros.count + micros.time + 2 * micros.observe;
/** A turn: it is asked, taken, and its age known. */
const perTurn = micros.time + micros.count + micros.observe;
const perSecond = TICKS * perTick + TURNS * perTurn + PLAYERS * micros.observe + scrape / SCRAPE_SECONDS;
console.log(
  JSON.stringify({
    rooms: ROOMS,
    players: PLAYERS,
    microsEach: micros,
    scrapeMs: scrape / 1000,
    cpuPercent: perSecond / 10_000,
    ...(PROFILES && { measured: spentIn(SOURCES, PROFILES, BUILD).map(share) }),
  }),
);

function share({ busy, inSources }: Spent): {
  readonly busySeconds: number;
  readonly metricsPercent: number;
} {
  return { busySeconds: busy, metricsPercent: (100 * inSources) / busy };
}
