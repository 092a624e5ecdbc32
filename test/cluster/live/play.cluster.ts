import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../../../service/game/index.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { at, find, synthesized } from '../../charts-ts/synthesized.ts';
import { SHRINK_PERIOD_SECONDS } from '../platform/overrides.ts';
import { everythingReady, type Platform, platform } from '../platform/platform.ts';
import { note } from '../record.ts';
import { calm, givenUp, watchPods } from './autoscaler.ts';
import { Crowd, type KeptMatch } from './crowd.ts';
import { areGone, FAULTS } from './faults.ts';

const ROOMS = 6;
const PLAYERS_EACH = 10;

/** Rooms full of bots, whose work is more than three pods of the app are meant to do as long as it goes on. */
const BURDENS = 24;

/** Rooms that go on meanwhile: so few that they alone are no load. */
const LIGHT_ROOMS = 3;

/** How long everybody may take to play again once everything serves. */
const PATIENCE_MS = 20_000;

/** How long matches that everybody has left may take to end and to be kept. */
const KEPT_MS = 120_000;

let live: Platform;
let crowd: Crowd;

beforeAll(async () => {
  live = await platform();
  await everythingReady();
  crowd = await Crowd.start(live.certificate);
}, 900_000);

afterAll(async () => {
  await crowd?.stop();
  live?.remove();
});

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

it('are served by an autoscaler that gives up one pod in two minutes, after five minutes of calm', () => {
  const scaler = find(synthesized(), 'HorizontalPodAutoscaler', 'playcode-app');
  expect(at(scaler, 'spec')).toMatchObject({
    minReplicas: 2,
    maxReplicas: 4,
    behavior: {
      scaleDown: {
        stabilizationWindowSeconds: 300,
        selectPolicy: 'Min',
        policies: [{ type: 'Pods', value: 1, periodSeconds: 120 }],
      },
    },
  });
});

// In this order: the matches go on from one fault to the next.
describe('players in six rooms, through the entrance', () => {
  /** Matches of three minutes that have just begun, so that they go on until the end of what is to be seen. */
  async function beginAnew(): Promise<void> {
    await crowd.leave();
    await crowd.fill(LIGHT_ROOMS, PLAYERS_EACH);
    await crowd.mark();
  }

  async function endures(name: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const { freezes, stuck } = await crowd.look(PATIENCE_MS);
    note(name, {
      ...values,
      players: freezes.length,
      freezeP50: percentile(freezes, 0.5),
      freezeP99: percentile(freezes, 0.99),
      freezeMost: Math.max(...freezes),
    });
    expect(stuck).toBe(0);
    expect(freezes.length).toBeGreaterThan(0);
  }

  it.each(Object.keys(FAULTS))('play on through %s', async (name) => {
    await areGone();
    await crowd.fill(ROOMS, PLAYERS_EACH);
    const before = await crowd.look(PATIENCE_MS);
    expect(before).toMatchObject({ stuck: 0 });
    expect(before.playing).toBeGreaterThanOrEqual(ROOMS * PLAYERS_EACH);
    await crowd.mark();
    const begin = Date.now();
    await FAULTS[name]!(live);
    await endures(`through ${name}`, { seconds: Math.round((Date.now() - begin) / 1000) });
  });

  it('play on while load makes four pods of two', async () => {
    await beginAnew();
    await watchPods(2);
    await crowd.burden(BURDENS);
    const moments = await watchPods(4);
    const wantedAfter = moments.find(({ wanted }) => wanted === 4)!.at;
    await endures('through growth to four pods', { wantedAfter, servingAfter: moments.at(-1)!.at });
  });

  it('play on while it goes, and two pods are left, one after the other', async () => {
    await crowd.relieve();
    const [moments] = await Promise.all([watchPods(2), calm().then(beginAnew)]);
    const steps = givenUp(moments);
    const pauses = steps.slice(1).map(({ at: moment }, index) => moment - steps[index]!.at);
    await endures('through the way back to two', { firstAfter: steps[0]!.at, pauses });
    expect(steps.map(({ pods }) => pods)).toEqual(steps.map(() => 1));
    expect(pauses.length).toBeGreaterThan(0);
    // Looked at each half second, by a client that takes its time.
    expect(Math.min(...pauses)).toBeGreaterThan(SHRINK_PERIOD_SECONDS - 2);
  }, 600_000);

  it('lose no input, see none twice, and find each match kept, whose replay ends as they saw it', async () => {
    await crowd.leave();
    const deadline = Date.now() + KEPT_MS;
    let kept = await crowd.matches();
    while (kept.includes(null) && Date.now() < deadline) {
      await wait(2000);
      kept = await crowd.matches();
    }
    expect(kept).not.toContain(null);
    const matches = kept as readonly KeptMatch[];
    const replays = crowd.records.map(({ header }, index) => {
      const replica = Replica.begin(header);
      for (const tick of matches[index]!.ticks) replica.apply(new Uint8Array(Buffer.from(tick, 'base64')));
      return hashOf(replica.state);
    });
    expect(replays).toEqual(matches.map(({ hash }) => hash));

    const logs = Object.fromEntries(
      crowd.records.map(({ header }, index) => [header.code, matches[index]!.ticks] as const),
    );
    const rooms = Object.values(await crowd.check(logs));
    const sum = (key: keyof (typeof rooms)[number]) => rooms.reduce((total, room) => total + room[key], 0);
    const findings = { lost: sum('lost'), doubled: sum('doubled'), unlogged: sum('unlogged') };
    note('play', {
      rooms: rooms.length,
      players: rooms.length * PLAYERS_EACH,
      kept: matches.length,
      sent: sum('sent'),
      acknowledged: sum('acknowledged'),
      ...findings,
    });
    expect(sum('acknowledged')).toBeGreaterThan(1000);
    expect({
      ...findings,
      diverged: sum('diverged'),
      astray: sum('astray'),
      invented: sum('invented'),
    }).toEqual({
      lost: 0,
      doubled: 0,
      unlogged: 0,
      diverged: 0,
      astray: 0,
      invented: 0,
    });
  });
});
