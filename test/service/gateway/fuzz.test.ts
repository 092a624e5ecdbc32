import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { MalformedBytes } from '../../../service/src/protocol/bytes.ts';
import { decodePacket, encodePacket } from '../../../service/src/protocol/packet.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { decodeServerFrame } from '../../../service/src/protocol/server-frame.ts';
import { decodeTick, encodeTick } from '../../../service/src/protocol/tick.ts';
import { TestPlayer } from '../player.ts';
import { post } from '../running-service.ts';
import { EmbeddedProcess } from '../servers/embedded-process.ts';
import { askUpgrade, hear } from './raw-socket.ts';

/** Frames that a running server gets, and how many of them over one socket: fewer than its budget. */
const FRAMES = 100_000;
const FRAMES_PER_SOCKET = 80;
const SOCKETS_AT_ONCE = 20;

const direction = fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const);

/** Packets that are none of the player's own business: right in form, random in what they say. */
const packet = fc.oneof(
  fc
    .record({
      tick: fc.nat(),
      who: fc.oneof(fc.nat(20), fc.nat()),
      first: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 2 ** 31 })),
      dirs: fc.array(direction, { minLength: 1, maxLength: 8 }),
    })
    .map((inputs) => encodePacket({ is: 'inputs', ...inputs })),
  fc
    .record({ tick: fc.nat(), hash: fc.option(fc.nat()) })
    .map((progress) => encodePacket({ is: 'progress', ...progress })),
);

/** What ends a socket, mostly: anything at all, and right packets with a wrong byte. */
const hostile: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.uint8Array({ minLength: 4000, maxLength: 5000, size: 'max' }),
  fc.string(),
  fc.json(),
  fc.record({ type: fc.oneof(fc.string(), fc.constant('leave')) }).map((value) => JSON.stringify(value)),
  packet.chain((bytes) =>
    fc.record({ at: fc.nat(bytes.length - 1), to: fc.nat(255) }).map(({ at, to }) => {
      const broken = bytes.slice();
      broken[at] = to;
      return broken;
    }),
  ),
);

describe('codecs, given anything', () => {
  const replica = Replica.begin({ code: 'FUZZ', size: 'duel', bots: 2, rules: RULES_VERSION, countdown: 0 });
  const snapshot = replica.snapshot();
  const tick = encodeTick(replica.chain, 0, [{ do: 'join', who: 1, person: 'p', name: 'P' }]);

  it.each([
    ['a packet', decodePacket, encodePacket({ is: 'inputs', tick: 0, who: 1, first: 1, dirs: [1, 2, 3] })],
    ['a tick', decodeTick, tick],
    ['a frame', decodeServerFrame, tick],
    ['a snapshot', (bytes: Uint8Array) => Replica.restore(bytes), snapshot],
  ])('read %s or say that it is malformed', (_, decode, sample) => {
    const broken = fc.record({ at: fc.nat(sample.length - 1), to: fc.nat(255), end: fc.nat(sample.length) });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      broken.map(({ at, to, end }) => {
        const copy = sample.slice();
        copy[at] = to;
        return copy.slice(0, end);
      }),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        try {
          decode(input);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytes);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a running server', () => {
  let server: EmbeddedProcess;
  let player: TestPlayer;
  beforeAll(async () => {
    server = await EmbeddedProcess.start();
  });
  afterAll(async () => {
    await player?.close();
    await server?.end();
  });

  /** Opens a socket to the player's room, sends the frames, and closes it if the server has not. */
  async function bombard(code: string, frames: readonly (string | Uint8Array)[]): Promise<number> {
    const { body } = await post(`${server.address}/api/rooms/${code}/tickets`, { name: 'Fuzz' });
    const socket = new WebSocket(`${server.address.replace('http', 'ws')}/ws?ticket=${body.ticket}`, {
      origin: server.address,
    });
    socket.on('error', () => undefined);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    let sent = 0;
    for (const data of frames) {
      if (socket.readyState !== WebSocket.OPEN) break;
      socket.send(data);
      sent += 1;
    }
    socket.close();
    const timer = setTimeout(() => socket.terminate(), 2000);
    await closed;
    clearTimeout(timer);
    return sent;
  }

  it('survives who sends what is no frame to a socket that is being refused', async () => {
    const { body } = await post(`${server.address}/api/rooms`, { startedBy: 'host' });
    const code = body.code as string;
    const { player: host } = await TestPlayer.join(server.address, code, 'Host', server.address);
    host.order('lock');
    await host.until('locked', () => host.texts.some(({ isLocked }) => isLocked === true));
    const { body: admission } = await post(`${server.address}/api/rooms/${code}/spectators`, {});
    const socket = await askUpgrade(server.address, `/ws?ticket=${admission.ticket}`);
    await hear(socket, 'locked');
    socket.write(Buffer.from([0xff, 0xff]));
    await once(socket, 'end');
    socket.destroy();
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
    await host.close();
  });

  it('survives 100,000 random frames without a crash, a leak or a stall', async () => {
    const { body } = await post(`${server.address}/api/play`, { name: 'Vic' });
    player = await TestPlayer.open(server.address, body.ticket as string);
    await player.until('seated', () => player.who !== undefined);
    const code = body.code as string;
    const packets = fc.sample(packet, 4000);
    const hostiles = fc.sample(hostile, 1500);
    let sockets = 0;
    /** The first hostile frame ends a socket, so it comes last: the server reads all of them. */
    const next = (): (string | Uint8Array)[] => {
      sockets += 1;
      const begin = sockets * 31;
      const friendly = Array.from(
        { length: FRAMES_PER_SOCKET - 1 },
        (_, index) => packets[(begin + index) % packets.length]!,
      );
      return [...friendly, hostiles[sockets % hostiles.length]!];
    };
    const volley = async (): Promise<number> => {
      const counts = await Promise.all(Array.from({ length: SOCKETS_AT_ONCE }, () => bombard(code, next())));
      return counts.reduce((sum, count) => sum + count, 0);
    };

    let sent = await volley();
    const before = await server.heapAfterCollection();
    const ticksBefore = player.ticks.size;
    const begin = performance.now();
    while (sent < FRAMES) sent += await volley();
    const seconds = (performance.now() - begin) / 1000;
    const after = await server.heapAfterCollection();
    const rate = (player.ticks.size - ticksBefore) / seconds;
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    console.log(
      `${sent} frames in ${seconds.toFixed(1)} s; heap ${megabytes(before)} → ${megabytes(after)}; ${rate.toFixed(2)} ticks/s`,
    );
    expect(server.isRunning).toBe(true);
    expect(after - before).toBeLessThan(8e6);
    // A player in the same room sees most of the 6⅔ ticks a second, on a busy machine too.
    expect(rate).toBeGreaterThan(4);
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
  }, 120_000);
});
