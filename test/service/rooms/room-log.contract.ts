import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES_VERSION, type Size } from '../../../service/game/index.ts';
import type { Petition } from '../../../service/src/rooms/petition.ts';
import {
  Fenced,
  type LoggedTick,
  type Notice,
  type OwnerToken,
  type RoomLog,
  type RoomRecord,
  TailLost,
} from '../../../service/src/rooms/room-log.ts';
import { until } from '../until.ts';

let rooms = 0;

function record(size: Size): RoomRecord {
  rooms += 1;
  const code = `ROOM${rooms}`;
  return {
    header: { code, size, bots: 0, rules: RULES_VERSION, countdown: 0 },
    match: `match-${rooms}`,
    isPublic: true,
    openedAt: 1,
  };
}

function tick(number: number, ...bytes: number[]): LoggedTick {
  return { tick: number, bytes: Uint8Array.from(bytes.length === 0 ? [number, 0, 255] : bytes) };
}

/** What every adapter of `RoomLog` must do. `open` gives one that shares its rooms with no other test. */
export function describeRoomLog(name: string, open: () => Promise<RoomLog>): void {
  describe(name, () => {
    let log: RoomLog;
    beforeAll(async () => {
      log = await open();
    });
    afterAll(async () => {
      await log.close();
    });

    async function room(size: Size = 'duel'): Promise<{ code: string; token: OwnerToken; of: RoomRecord }> {
      const of = record(size);
      const token = await log.create(of);
      return { code: of.header.code, token: token!, of };
    }

    it('gives a code to one room only, and knows its record', async () => {
      const { code, of } = await room();
      expect(await log.create({ ...of, match: 'another' })).toBeNull();
      expect(await log.find(code)).toEqual(of);
      expect(await log.find('NOBODY')).toBeNull();
    });

    it('is of one era as long as nothing happens to it', async () => {
      const { code } = await room();
      const era = await log.era(code);
      expect(era).not.toBe('');
      expect(await log.era(code)).toBe(era);
    });

    it('says whether it can be reached, and whether a room’s part of it can', async () => {
      const { code } = await room();
      expect(log.isReachable).toBe(true);
      expect(log.reaches(code)).toBe(true);
    });

    it('keeps ticks in order and sends them to followers as they were logged', async () => {
      const { code, token } = await room();
      const heard: LoggedTick[] = [];
      const stop = await log.follow(code, { onTick: (one) => heard.push(one), onNotice: () => undefined });
      for (let number = 0; number < 3; number += 1) await log.append(code, token, tick(number), false);
      expect(await log.range(code, 0)).toEqual([tick(0), tick(1), tick(2)]);
      expect(await log.range(code, 2)).toEqual([tick(2)]);
      expect(await log.range(code, 3)).toEqual([]);
      await until('heard', () => heard.length === 3);
      expect(heard).toEqual([tick(0), tick(1), tick(2)]);
      await stop();
      await log.append(code, token, tick(3), false);
      expect(heard).toHaveLength(3);
    });

    it('takes the same tick twice for once, and sends it once', async () => {
      const { code, token } = await room();
      const heard: number[] = [];
      await log.follow(code, { onTick: (one) => heard.push(one.tick), onNotice: () => undefined });
      await log.append(code, token, tick(0), false);
      await log.append(code, token, tick(0), false);
      await log.append(code, token, tick(1), false);
      await log.append(code, token, tick(0), false);
      await until('heard', () => heard.length >= 2);
      expect(heard).toEqual([0, 1]);
      expect(await log.range(code, 0)).toHaveLength(2);
    });

    it('refuses other bytes for a logged tick, a gap, and a stranger’s token', async () => {
      const { code, token } = await room();
      await log.append(code, token, tick(0), false);
      await expect(log.append(code, token, tick(0, 9, 9), false)).rejects.toThrow(Fenced);
      await expect(log.append(code, 'stranger' as OwnerToken, tick(1), false)).rejects.toThrow(Fenced);
      await expect(log.renew(code, 'stranger' as OwnerToken)).rejects.toThrow(Fenced);
      await expect(log.append(code, token, tick(5), false)).rejects.toMatchObject({
        name: 'TailLost',
        next: 1,
      });
      expect(await log.range(code, 0)).toEqual([tick(0)]);
    });

    it('cannot be claimed while it is held; offered, the new owner fences the old one', async () => {
      const { code, token } = await room();
      await log.append(code, token, tick(0), false);
      expect(await log.claim(code)).toBeNull();
      await log.offer(code, token);
      await log.append(code, token, tick(1), false);
      const next = await log.claim(code);
      expect(next).not.toBeNull();
      expect(await log.claim(code)).toBeNull();
      await expect(log.append(code, token, tick(2), false)).rejects.toThrow(Fenced);
      await log.append(code, next!, tick(2), false);
      expect((await log.range(code, 0)).map((one) => one.tick)).toEqual([0, 1, 2]);
    });

    it('that has lost everything is put back by its owner, and not by another', async () => {
      const { code, token, of } = await room();
      const ticks = [tick(0), tick(1), tick(2)];
      for (const one of ticks) await log.append(code, token, one, false);
      await log.remove(code);
      await expect(log.append(code, token, tick(3), false)).rejects.toThrow(TailLost);
      await log.mend(of, token, ticks);
      await log.append(code, token, tick(3), false);
      expect(await log.range(code, 0)).toEqual([...ticks, tick(3)]);
      await expect(log.mend(of, 'stranger' as OwnerToken, ticks)).rejects.toThrow(Fenced);
      await expect(log.mend(of, token, [tick(0, 7)])).rejects.toThrow(Fenced);
    });

    it('keeps the newest snapshot of the owner', async () => {
      const { code, token } = await room();
      expect(await log.snapshot(code)).toBeNull();
      await log.keepSnapshot(code, token, tick(0, 1, 2, 200));
      await log.keepSnapshot(code, token, tick(50, 3, 0, 255));
      expect(await log.snapshot(code)).toEqual(tick(50, 3, 0, 255));
      await expect(log.keepSnapshot(code, 'stranger' as OwnerToken, tick(60))).rejects.toThrow(Fenced);
    });

    it('carries petitions to the owner and notices to followers', async () => {
      const { code } = await room();
      const asked: Petition[] = [];
      const told: Notice[] = [];
      await log.listen(code, (petition) => asked.push(petition));
      await log.follow(code, { onTick: () => undefined, onNotice: (notice) => told.push(notice) });
      const turn: Petition = { ask: 'turn', person: 'p', who: 3, first: 7, dirs: [0, 3] };
      await log.petition(code, turn);
      await log.notify(code, { tell: 'refused', person: 'p', reason: 'full' });
      await until('both arrived', () => asked.length + told.length === 2);
      expect(asked).toEqual([turn]);
      expect(told).toEqual([{ tell: 'refused', person: 'p', reason: 'full' }]);
    });

    it('keeps who has come to a private room, and tells followers', async () => {
      const { code, token } = await room();
      expect(await log.gathering(code)).toBeNull();
      const told: Notice[] = [];
      await log.follow(code, { onTick: () => undefined, onNotice: (notice) => told.push(notice) });
      const ana = { guests: [{ person: 'a', name: 'Ana' }], isLocked: true, isStarted: false };
      await log.gather(code, token, ana);
      expect(await log.gathering(code)).toEqual(ana);
      await until('told', () => told.length === 1);
      expect(told).toEqual([{ tell: 'gathering', gathering: ana }]);
      await expect(log.gather(code, 'stranger' as OwnerToken, ana)).rejects.toThrow(Fenced);
      await log.remove(code);
      expect(await log.gathering(code)).toBeNull();
      await expect(log.gather(code, token, ana)).rejects.toThrow(TailLost);
    });

    it('has so many places for spectators, and gives a free one to the next', async () => {
      const { code } = await room();
      expect(await log.watchers(code)).toBe(0);
      expect(await log.watch(code, 'a', 2)).toBe(1);
      expect(await log.watch(code, 'b', 2)).toBe(2);
      expect(await log.watch(code, 'c', 2)).toBeNull();
      // Whoever has a place keeps it.
      expect(await log.watch(code, 'a', 2)).toBe(2);
      expect(await log.unwatch(code, 'b')).toBe(1);
      expect(await log.unwatch(code, 'nobody')).toBe(1);
      expect(await log.watch(code, 'c', 2)).toBe(2);
      expect(await log.watchers(code)).toBe(2);
    });

    it('knows as whom an account came first, for as long as there is the room', async () => {
      const { code } = await room();
      expect(await log.personOf(code, 'ana', 'first tab', false)).toBe('first tab');
      expect(await log.personOf(code, 'ana', 'second tab', false)).toBe('first tab');
      expect(await log.personOf(code, 'ben', 'his tab', false)).toBe('his tab');
      await log.remove(code);
      expect(await log.personOf(code, 'ana', 'second tab', false)).toBe('second tab');
      expect(await log.personOf(code, 'ana', 'third tab', true)).toBe('third tab');
      expect(await log.find(code)).toBeNull();
    });

    it('lets an account return to its seat from the tab that sat down last, and from no other', async () => {
      const { code } = await room();
      expect(await log.personOf(code, 'ana', 'laptop', true)).toBe('laptop');
      expect(await log.personOf(code, 'ana', 'phone', false)).toBe('laptop');
      expect(await log.personOf(code, 'ana', 'laptop', true)).toBeNull();
      expect(await log.personOf(code, 'ana', 'phone', true)).toBe('laptop');
      expect(await log.personOf(code, 'ana', 'laptop', false)).toBe('laptop');
      expect(await log.personOf(code, 'ana', 'phone', true)).toBeNull();
    });

    it('names one room in which those of a match play again: the first, and after that one the next', async () => {
      const match = `match-${rooms}-again`;
      expect(await log.successor(match)).toBeNull();
      expect(await log.succeed(match, 'FIRST', null)).toBe('FIRST');
      expect(await log.succeed(match, 'SECOND', null)).toBe('FIRST');
      expect(await log.successor(match)).toBe('FIRST');
      expect(await log.succeed(match, 'THIRD', 'FIRST')).toBe('THIRD');
      expect(await log.succeed(match, 'FOURTH', 'FIRST')).toBe('THIRD');
      expect(await log.successor(match)).toBe('THIRD');
    });

    it('promises a seat once, until whoever it was promised to is listed as seated', async () => {
      const { code } = await room('large');
      const list = (people: number, seated: readonly string[]) =>
        log.list(code, { size: 'large', people, isOpen: true }, seated);
      const promise = (person: string) => log.promiseSeat('large', person);
      await list(62, []);
      expect([await promise('a'), await promise('b'), await promise('a')]).toEqual([code, code, code]);
      expect(await promise('c')).toBeNull();
      // One of the two has come; of 64 seats the last is the other's.
      await list(63, ['somebody', 'a']);
      expect(await promise('c')).toBeNull();
      // Both have come, and somebody has left.
      await list(63, ['a', 'b']);
      expect(await promise('c')).toBe(code);
      await log.remove(code);
    });

    it('promises seats of rooms that are open, of the size, and not over', async () => {
      const promise = (person: string) => log.promiseSeat('large', person);
      const [closed, other, over] = [await room('large'), await room('huge'), await room('large')];
      await log.list(closed.code, { size: 'large', people: 1, isOpen: true }, []);
      await log.list(closed.code, { size: 'large', people: 1, isOpen: false }, []);
      await log.list(other.code, { size: 'huge', people: 1, isOpen: true }, []);
      await log.list(over.code, { size: 'large', people: 1, isOpen: true }, []);
      await log.append(over.code, over.token, tick(0), true);
      expect(await promise('a')).toBeNull();
      const gone = await room('large');
      await log.list(gone.code, { size: 'large', people: 1, isOpen: true }, []);
      expect(await promise('a')).toBe(gone.code);
      await log.remove(gone.code);
      expect(await promise('a')).toBeNull();
      await Promise.all([closed, other, over].map(({ code }) => log.remove(code)));
    });

    it('promises the seat that there is, however many open rooms have gone', async () => {
      const list = (code: string, people: number) =>
        log.list(code, { size: 'large', people, isOpen: true }, []);
      const gone = await Promise.all(Array.from({ length: 70 }, () => room('large')));
      await Promise.all(gone.map(({ code }) => list(code, 2)));
      const { code } = await room('large');
      await list(code, 1);
      await Promise.all(gone.map((each) => log.remove(each.code)));
      expect(await log.promiseSeat('large', 'a')).toBe(code);
      await log.remove(code);
    });

    it('promises no seat twice to a crowd that asks at once', async () => {
      const { code } = await room('large');
      await log.list(code, { size: 'large', people: 50, isOpen: true }, []);
      const crowd = Array.from({ length: 40 }, (_, index) => log.promiseSeat('large', `p${index}`));
      const promised = (await Promise.all(crowd)).filter((one) => one === code);
      expect(promised).toHaveLength(14);
      await log.remove(code);
    });

    it('puts a room among the finished ones with its last tick, and then nobody can claim it', async () => {
      const { code, token } = await room();
      await log.append(code, token, tick(0), false);
      expect(await log.finished()).not.toContain(code);
      await log.append(code, token, tick(1), true);
      expect(await log.finished()).toContain(code);
      await log.offer(code, token);
      expect(await log.claim(code)).toBeNull();
      await log.remove(code);
      expect(await log.finished()).not.toContain(code);
      expect(await log.find(code)).toBeNull();
    });
  });
}
