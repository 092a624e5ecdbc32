import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { createMatches } from '../../../service/src/http/matches.ts';
import { Meter } from '../../../service/src/meter.ts';
import { Faces } from '../../../service/src/pictures/faces.ts';
import { MalformedBytes } from '../../../service/src/protocol/bytes.ts';
import { decodeRecording, encodeRecording } from '../../../service/src/protocol/recording.ts';
import { Lobby } from '../../../service/src/rooms/lobby.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import { KnownRules } from '../../../service/src/rules.ts';
import { newMatchId } from '../../../service/src/store/ids.ts';
import { MemoryStore } from '../../../service/src/store/memory-store.ts';
import { playMatch, replay } from '../store/finished.ts';

const match = playMatch({ people: [{ person: 'p', name: '보라', player: null }], ticks: 60 });

const log = new MemoryRoomLog();
const lobby = new Lobby({
  log,
  meter: new Meter(),
  logger: pino({ level: 'silent' }),
  onOutcome: () => undefined,
  rules: new KnownRules(),
});
afterAll(() => lobby.close(0));

function routesOf(store: MemoryStore): ReturnType<typeof createMatches> {
  return createMatches({ store, lobby, faces: new Faces(store) });
}

async function keeping(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.saveMatch(match);
  return store;
}

describe('a finished match', () => {
  it('is sent with header and log, from which it plays to the same end', async () => {
    const matches = routesOf(await keeping());
    const response = await matches.request(`/${match.id}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    const recording = decodeRecording(new Uint8Array(await response.arrayBuffer()));
    expect(recording.header).toEqual(match.header);
    expect(recording.ticks).toHaveLength(60);
    const played = replay({ ...match, ...recording });
    expect(played.seatOf('p')?.name).toBe('보라');
    expect(played.state.tick).toBe(60);
  });

  it('is compressed for who asks for that', async () => {
    const matches = routesOf(await keeping());
    const response = await matches.request(`/${match.id}`, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('vary')).toMatch(/accept-encoding/i);
    const bytes = gunzipSync(new Uint8Array(await response.arrayBuffer()));
    expect(decodeRecording(new Uint8Array(bytes)).ticks).toHaveLength(60);
  });

  it.each(['no', 'x'.repeat(22), '../../etc/passwd', '%00'])('is not found under %s', async (id) => {
    const matches = routesOf(await keeping());
    const response = await matches.request(`/${encodeURIComponent(id)}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: 'unknown-match' });
  });
});

describe('the faces in a match', () => {
  it('are told of those who play, and after it of those who played', async () => {
    const store = await keeping();
    const ana = await store.signIn({ provider: 'google', subject: '1' }, 'Ana');
    await store.replacePicture(ana.id, 'face');
    const sitting = { person: 'a', player: ana.id, from: new Date(), until: null };
    const underWay = newMatchId();
    for (const id of [underWay, match.id]) await store.recordSitting({ match: id, ...sitting });
    for (const id of [underWay, match.id])
      expect(await (await routesOf(store).request(`/${id}/faces`)).json()).toEqual({ faces: { a: 'face' } });
  });

  it.each(['no', newMatchId()])('are nobody’s where there is no match: %s', async (id) => {
    const response = await routesOf(await keeping()).request(`/${id}/faces`);
    expect([response.status, await response.json()]).toEqual([200, { faces: {} }]);
  });
});

describe('a rematch', () => {
  it('is one room for all who ask for it, and can be found until that room has gone', async () => {
    const matches = routesOf(await keeping());
    const called = async (): Promise<unknown> => (await matches.request(`/${match.id}/rematch`)).json();
    expect(await called()).toEqual({ code: null });
    const order = { size: 'duel', isPublic: false, startedBy: 'host' } as const;
    const codes = await Promise.all([lobby.openAfter(match.id, order), lobby.openAfter(match.id, order)]);
    expect(codes[0]).toBe(codes[1]);
    expect(await called()).toEqual({ code: codes[0] });
    await log.remove(codes[0]);
    expect(await called()).toEqual({ code: null });
    // Whoever asks then is not sent to where nobody is any more.
    const next = await lobby.openAfter(match.id, order);
    expect(await called()).toEqual({ code: next });
  });
});

describe('a recording', () => {
  it('is refused where it is cut short, followed by more, or without a header', () => {
    const bytes = encodeRecording(match);
    for (const broken of [
      bytes.subarray(0, bytes.length - 1),
      Uint8Array.of(...bytes, 0),
      Uint8Array.of(3, 123, 123, 123, 1, 1),
      new Uint8Array(),
    ])
      expect(() => decodeRecording(broken)).toThrow(MalformedBytes);
  });
});
