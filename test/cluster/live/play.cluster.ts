import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../../../service/game/index.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { everythingReady, type Platform, platform } from '../platform/platform.ts';
import { note } from '../record.ts';
import { Crowd, type KeptMatch } from './crowd.ts';
import { FAULTS } from './faults.ts';

const ROOMS = 6;
const PLAYERS_EACH = 10;

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

// In this order: the matches go on from one fault to the next.
describe('players in six rooms, through the entrance', () => {
  it.each(Object.keys(FAULTS))('play on through %s', async (name) => {
    await crowd.fill(ROOMS, PLAYERS_EACH);
    const before = await crowd.look(PATIENCE_MS);
    expect(before).toMatchObject({ stuck: 0 });
    expect(before.playing).toBeGreaterThanOrEqual(ROOMS * PLAYERS_EACH);
    await crowd.mark();
    const begin = Date.now();
    await FAULTS[name]!(live);
    const { freezes, stuck } = await crowd.look(PATIENCE_MS);
    note(`through ${name}`, {
      players: freezes.length,
      seconds: Math.round((Date.now() - begin) / 1000),
      freezeP50: percentile(freezes, 0.5),
      freezeP99: percentile(freezes, 0.99),
      freezeMost: Math.max(...freezes),
    });
    expect(stuck).toBe(0);
    expect(freezes.length).toBeGreaterThan(0);
  });

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
