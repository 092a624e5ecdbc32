import { describe, expect, it } from 'vitest';
import { type Header, RULES_VERSION } from '../../../service/game/index.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../../service/src/protocol/tick.ts';

const header: Header = { code: 'REPL1CA', size: 'duel', bots: 2, rules: RULES_VERSION, countdown: 0 };

function feed(replica: Replica, ...entries: Entry[]): Uint8Array {
  const bytes = encodeTick(replica.chain, replica.state.tick, entries);
  replica.apply(bytes);
  return bytes;
}

describe('a replica', () => {
  it('knows who sits where, until they leave', () => {
    const replica = Replica.begin(header);
    feed(replica, { do: 'join', who: 1, person: 'anna', name: 'Anna' });
    expect(replica.seatOf('anna')).toMatchObject({ who: 1, name: 'Anna' });
    feed(replica, { do: 'leave', who: 1 });
    expect(replica.seatOf('anna')).toBeUndefined();
  });

  it('knows where somebody sits who leaves and comes back in the same tick', () => {
    const replica = Replica.begin(header);
    feed(replica, { do: 'join', who: 1, person: 'anna', name: 'Anna' });
    // 2 is the robot.
    feed(replica, { do: 'join', who: 3, person: 'anna', name: 'Anna' }, { do: 'leave', who: 1 });
    expect(replica.seatOf('anna')).toMatchObject({ who: 3 });
    expect([...replica.seats.keys()]).toEqual([3]);
  });

  it('gives no seat for a join that the rules refuse', () => {
    const replica = Replica.begin(header);
    feed(replica, { do: 'join', who: 9, person: 'anna', name: 'Anna' });
    expect(replica.seatOf('anna')).toBeUndefined();
  });

  it('restored from a snapshot goes on like the one that never stopped', () => {
    const replica = Replica.begin(header);
    feed(replica, { do: 'join', who: 1, person: 'anna', name: '안나' });
    for (let tick = 0; tick < 20; tick += 1) feed(replica);
    const copy = Replica.restore(replica.snapshot());
    expect(copy.hash()).toBe(replica.hash());
    const bytes = feed(replica, { do: 'turn', who: 1, seq: 1, dir: 1 });
    copy.apply(bytes);
    expect(copy.hash()).toBe(replica.hash());
    expect(copy.seatOf('anna')?.name).toBe('안나');
  });

  it('refuses a gap, a repetition and another history, and stays as it was', () => {
    const replica = Replica.begin(header);
    const first = feed(replica);
    const hash = replica.hash();
    expect(() => replica.apply(first)).toThrow('tick 0 came, tick 1 is next');
    expect(() => replica.apply(encodeTick(replica.chain, 2, []))).toThrow('tick 2 came, tick 1 is next');
    expect(() => replica.apply(encodeTick(replica.chain + 1, 1, []))).toThrow('another history');
    expect(replica.hash()).toBe(hash);
  });
});
