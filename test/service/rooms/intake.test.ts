import { describe, expect, it } from 'vitest';
import { RULES_VERSION } from '../../../service/game/index.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { encodeTick } from '../../../service/src/protocol/tick.ts';
import { Intake } from '../../../service/src/rooms/intake.ts';

/** A room with an intake, without clocks and logs: `tick` logs what the intake drafts. */
class Room {
  readonly replica = Replica.begin({
    code: 'INTAKE',
    size: 'duel',
    bots: 0,
    rules: RULES_VERSION,
    countdown: 0,
  });
  readonly intake = new Intake(0);

  sit(person: string, connection = 'c'): void {
    this.intake.take({ ask: 'sit', person, name: person, connection }, this.replica, 0);
  }

  turn(person: string, who: number, first: number, count = 1): string[] {
    const dirs = Array.from({ length: count }, () => 0 as const);
    return this.intake.take({ ask: 'turn', person, who, first, dirs }, this.replica, 0);
  }

  /** Looks once a second who is absent, until a moment and at that. */
  watch(from: number, until: number): void {
    for (let now = from; now < until; now += 1000) this.intake.missAbsent(this.replica, now);
    this.intake.missAbsent(this.replica, until);
  }

  tick(): string[] {
    const { entries } = this.intake.draft(this.replica);
    this.intake.settle(entries);
    this.replica.apply(encodeTick(this.replica.chain, this.replica.state.tick, entries));
    return entries.map((entry) => `${entry.do} ${entry.who}${entry.do === 'turn' ? ` #${entry.seq}` : ''}`);
  }
}

function roomOf(...people: string[]): Room {
  const room = new Room();
  for (const person of people) room.sit(person);
  room.tick();
  return room;
}

describe('turns', () => {
  it('are logged one a tick, in their order, however often they come', () => {
    const room = roomOf('a');
    expect(room.turn('a', 1, 1, 2)).toEqual(['queued', 'queued']);
    expect(room.turn('a', 1, 1, 2)).toEqual(['repeated', 'repeated']);
    expect([room.tick(), room.tick(), room.tick()]).toEqual([['turn 1 #1'], ['turn 1 #2'], []]);
    expect(room.turn('a', 1, 1, 3)).toEqual(['repeated', 'repeated', 'queued']);
  });

  it('wait at most two at a time; the next one is refused until there is room', () => {
    const room = roomOf('a');
    expect(room.turn('a', 1, 1, 3)).toEqual(['queued', 'queued', 'refused']);
    room.tick();
    expect(room.turn('a', 1, 1, 3)).toEqual(['repeated', 'repeated', 'queued']);
  });

  it('that skip a number are refused', () => {
    expect(roomOf('a').turn('a', 1, 2)).toEqual(['refused']);
  });

  it('for another’s seat, or without one, are refused', () => {
    const room = roomOf('a', 'b');
    expect(room.turn('b', 1, 1)).toEqual(['refused']);
    expect(room.turn('nobody', 1, 1)).toEqual(['refused']);
  });
});

describe('turns of someone taken for lost', () => {
  it('bring the player back, once that is news', () => {
    const room = roomOf('a');
    room.intake.take({ ask: 'lost', person: 'a', connection: 'c' }, room.replica, 0);
    expect(room.tick()).toEqual(['lost 1']);
    room.turn('a', 1, 1);
    expect(room.tick()).toEqual(['back 1']);
    expect(room.tick()).toEqual(['turn 1 #1']);
  });
});

describe('seats', () => {
  it('are given while there are any; the others are turned away once each time they ask', () => {
    const room = roomOf('a', 'b', 'c');
    expect([...room.replica.seats.values()].map((seat) => seat.person)).toEqual(['a', 'b']);
    expect(room.intake.turnAway(room.replica)).toEqual(['c']);
    expect(room.intake.turnAway(room.replica)).toEqual([]);
    room.sit('c');
    expect(room.intake.turnAway(room.replica)).toEqual(['c']);
  });

  it('that become free are taken at the next tick, by those who wait, in the order in which they came', () => {
    const room = roomOf('a', 'b', 'c', 'd');
    room.intake.turnAway(room.replica);
    room.sit('c');
    room.intake.take({ ask: 'leave', person: 'a' }, room.replica, 0);
    expect([room.tick(), room.tick(), room.tick()]).toEqual([['leave 1'], ['join 3'], []]);
    expect([...room.replica.seats.values()].map((seat) => seat.person)).toEqual(['b', 'c']);
  });

  it('are not kept for those who have gone, nor for those of whom nothing was heard for 12 seconds', () => {
    const room = roomOf('a', 'b', 'c', 'd', 'e');
    room.intake.take({ ask: 'lost', person: 'c', connection: 'c' }, room.replica, 0);
    room.watch(0, 5000);
    for (const person of ['a', 'b', 'e'])
      room.intake.take({ ask: 'sit', person, name: person, connection: 'c' }, room.replica, 5000);
    room.watch(5000, 12_001);
    room.intake.take({ ask: 'leave', person: 'a' }, room.replica, 12_001);
    expect([room.tick(), room.tick()]).toEqual([['leave 1'], ['join 3']]);
    expect([...room.replica.seats.values()].map((seat) => seat.person)).toEqual(['b', 'e']);
  });

  it('are not given twice to one person', () => {
    const room = roomOf('a');
    room.sit('a', 'another socket');
    expect(room.tick()).toEqual([]);
  });
});

describe('connections', () => {
  function lose(room: Room, person: string, connection: string): void {
    room.intake.take({ ask: 'lost', person, connection }, room.replica, 0);
  }

  it('lost and found again are logged', () => {
    const room = roomOf('a');
    lose(room, 'a', 'c');
    expect(room.tick()).toEqual(['lost 1']);
    room.sit('a', 'd');
    expect(room.tick()).toEqual(['back 1']);
  });

  it('replaced by a newer one are not lost', () => {
    const room = roomOf('a');
    room.sit('a', 'newer');
    lose(room, 'a', 'c');
    expect(room.tick()).toEqual([]);
  });

  it('lost and found within a tick leave no trace', () => {
    const room = roomOf('a');
    lose(room, 'a', 'c');
    room.sit('a', 'd');
    expect(room.tick()).toEqual([]);
  });

  it('of which nothing was heard for 12 seconds are lost, those that were heard of are not', () => {
    const room = roomOf('a', 'b');
    room.watch(0, 5000);
    room.intake.take({ ask: 'sit', person: 'b', name: 'b', connection: 'c' }, room.replica, 5000);
    room.watch(5000, 12_001);
    expect(room.tick()).toEqual(['lost 1']);
  });

  it('are not lost by a minute in which the room stood still', () => {
    const room = roomOf('a', 'b');
    room.watch(0, 2000);
    room.watch(62_000, 70_000);
    expect(room.tick()).toEqual([]);
  });

  it('asked for between draft and settling are kept for the next tick', () => {
    const room = roomOf('a', 'b');
    const { entries } = room.intake.draft(room.replica);
    lose(room, 'a', 'c');
    room.intake.settle(entries);
    expect(room.tick()).toEqual(['lost 1']);
  });

  it('of those who leave end their seats, whatever comes after', () => {
    const room = roomOf('a');
    room.intake.take({ ask: 'leave', person: 'a' }, room.replica, 0);
    lose(room, 'a', 'c');
    expect(room.tick()).toEqual(['leave 1']);
    expect(room.replica.seats.size).toBe(0);
  });
});
