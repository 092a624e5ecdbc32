import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Meter } from '../../../service/src/meter.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import type { Gathering } from '../../../service/src/rooms/gathering.ts';
import { Lobby } from '../../../service/src/rooms/lobby.ts';
import { MemoryRoomLog } from '../../../service/src/rooms/memory-room-log.ts';
import type { Notice } from '../../../service/src/rooms/room-log.ts';
import { KnownRules } from '../../../service/src/rules.ts';
import { until } from '../until.ts';

/** A private room of a process, and what its followers hear. */
class PrivateRoom {
  readonly log = new MemoryRoomLog();
  readonly lobbies: Lobby[] = [];
  readonly notices: Notice[] = [];
  code = '';

  async open(): Promise<void> {
    const lobby = this.another();
    this.code = await lobby.open({ size: 'duel', bots: 0, isPublic: false, startedBy: 'host' });
    const onNotice = (notice: Notice): number => this.notices.push(notice);
    await this.log.follow(this.code, { onTick: () => undefined, onNotice });
  }

  another(): Lobby {
    const lobby = new Lobby({
      rules: new KnownRules(),
      log: this.log,
      meter: new Meter(),
      logger: pino({ level: 'silent' }),
      onOutcome: () => undefined,
    });
    this.lobbies.push(lobby);
    return lobby;
  }

  get told(): Gathering | undefined {
    return this.notices.flatMap((notice) => (notice.tell === 'gathering' ? [notice.gathering] : [])).at(-1);
  }

  get names(): string[] {
    return this.told?.guests.map(({ name }) => name) ?? [];
  }

  async sit(name: string): Promise<void> {
    await this.log.petition(this.code, { ask: 'sit', person: name, name, connection: name });
  }

  async order(name: string, order: 'start' | 'lock' | 'unlock'): Promise<void> {
    await this.log.petition(this.code, { ask: 'host', person: name, order });
  }

  /** The match as it was logged. */
  async replay(): Promise<Replica> {
    const record = await this.log.find(this.code);
    const replica = Replica.begin(record!.header);
    for (const tick of await this.log.range(this.code, 0)) replica.apply(tick.bytes);
    return replica;
  }
}

describe('a private room', () => {
  let room: PrivateRoom;
  beforeEach(async () => {
    room = new PrivateRoom();
    await room.open();
  });
  afterEach(async () => {
    await Promise.all(room.lobbies.map((lobby) => lobby.close(0)));
  });

  it('waits for its host, counts down 20 ticks, and seats those who are there', async () => {
    await room.sit('Ana');
    await room.sit('Bo');
    await until('both there', () => room.names.length === 2);
    expect(room.names).toEqual(['Ana', 'Bo']);
    await room.order('Bo', 'start');
    // A beat later nothing has begun: only the host starts.
    const beats = room.notices.length;
    await until('another beat', () => room.notices.length > beats);
    expect(await room.log.range(room.code, 0)).toEqual([]);

    await room.order('Ana', 'start');
    await until('the match begins', async () => (await room.log.range(room.code, 0)).length > 1);
    expect(room.told?.isStarted).toBe(true);
    const { state, seats } = await room.replay();
    expect(state.header.countdown).toBe(20);
    expect([...seats.values()].map(({ name }) => name).sort()).toEqual(['Ana', 'Bo']);
  });

  it('keeps a newcomer out while it is locked, also during the match', async () => {
    await room.sit('Ana');
    await room.order('Ana', 'lock');
    await until('locked', () => room.told?.isLocked === true);
    await room.sit('Bo');
    expect(room.notices).toContainEqual({ tell: 'refused', person: 'Bo', reason: 'locked' });
    await room.order('Ana', 'start');
    await until('the match begins', async () => (await room.log.range(room.code, 0)).length > 1);
    room.notices.length = 0;
    await room.sit('Bo');
    expect(room.notices).toContainEqual({ tell: 'refused', person: 'Bo', reason: 'locked' });
    await room.order('Ana', 'unlock');
    await room.sit('Bo');
    await until('Bo has a seat', async () => (await room.replay()).seatOf('Bo') !== undefined);
    expect(room.names).toEqual(['Ana', 'Bo']);
  });

  it('tells everybody at most ten times a second who is there, and what is true at the end', async () => {
    await room.sit('Ana');
    await until('Ana is there', () => room.names.length === 1);
    const before = room.notices.length;
    const begin = performance.now();
    while (performance.now() - begin < 500) {
      await room.order('Ana', 'lock');
      await new Promise((resolve) => setTimeout(resolve, 5));
      await room.order('Ana', 'unlock');
    }
    await room.sit('Bo');
    await until('Bo is there', () => room.names.length === 2);
    expect(room.told?.isLocked).toBe(false);
    const took = performance.now() - begin;
    // One more for what was told just before.
    expect(room.notices.length - before).toBeLessThanOrEqual(took / 100 + 1);
    expect(room.notices.length - before).toBeGreaterThan(2);
  });

  it('goes on waiting at another owner, with the same guests and the same host', async () => {
    await room.sit('Ana');
    await room.sit('Bo');
    await room.order('Ana', 'lock');
    await until('locked', () => room.told?.isLocked === true);
    room.another();
    const [first] = room.lobbies;
    await first!.close(2000);
    room.notices.length = 0;
    await until('told by another', () => room.told !== undefined);
    expect(room.told).toEqual({
      guests: [
        { person: 'Ana', name: 'Ana' },
        { person: 'Bo', name: 'Bo' },
      ],
      isLocked: true,
      isStarted: false,
    });
    // Those who wait say again and again that they are here.
    await room.sit('Ana');
    await room.sit('Bo');
    await room.order('Ana', 'start');
    await until('both seated', async () => (await room.replay()).seats.size === 2);
  });
});
