import { describe, expect, it } from 'vitest';
import { Door } from '../../../service/src/rooms/door.ts';
import { NOBODY } from '../../../service/src/rooms/gathering.ts';

/** The door of a room with two seats, and people who come to it. */
class Hall {
  readonly door = new Door(NOBODY, 2, 0);
  now = 0;

  sit(name: string, isSeated = false): string | null {
    return this.door.take({ ask: 'sit', person: name, name, connection: 'c' }, isSeated, this.now);
  }

  leave(name: string): void {
    this.door.take({ ask: 'leave', person: name }, false, this.now);
  }

  host(name: string, order: 'start' | 'lock' | 'unlock'): void {
    this.door.take({ ask: 'host', person: name, order }, false, this.now);
  }

  /** Looks after those who are there once a second until a moment, and at that. */
  pass(until: number): void {
    while (this.now < until) {
      this.now = Math.min(until, this.now + 1000);
      this.door.missAbsent(this.now);
    }
  }

  get names(): string[] {
    return this.door.gathering.guests.map(({ name }) => name);
  }
}

function hallOf(...names: string[]): Hall {
  const hall = new Hall();
  for (const name of names) expect(hall.sit(name)).toBeNull();
  return hall;
}

describe('the door of a private room', () => {
  it('lets in as many as there are seats, in the order in which they come', () => {
    const hall = hallOf('Ana', 'Bo');
    expect(hall.sit('Cy')).toBe('full');
    expect(hall.sit('Ana')).toBeNull();
    expect(hall.names).toEqual(['Ana', 'Bo']);
    hall.leave('Ana');
    expect(hall.sit('Cy')).toBeNull();
    expect(hall.names).toEqual(['Bo', 'Cy']);
  });

  it('is opened, locked and started by the first of those who are there, and by nobody else', () => {
    const hall = hallOf('Ana', 'Bo');
    hall.host('Bo', 'start');
    hall.host('Bo', 'lock');
    expect(hall.door.gathering).toMatchObject({ isStarted: false, isLocked: false });
    hall.leave('Ana');
    hall.host('Bo', 'lock');
    hall.host('Bo', 'start');
    expect(hall.door.gathering).toMatchObject({ isStarted: true, isLocked: true });
  });

  it('keeps newcomers out while it is locked, but nobody who was there or has a seat', () => {
    const hall = hallOf('Ana');
    hall.host('Ana', 'lock');
    expect(hall.sit('Bo')).toBe('locked');
    expect(hall.sit('Ana')).toBeNull();
    expect(hall.sit('Seated', true)).toBeNull();
    hall.host('Ana', 'unlock');
    hall.leave('Seated');
    expect(hall.sit('Bo')).toBeNull();
  });

  it('is not locked once everybody has gone', () => {
    const hall = hallOf('Ana');
    hall.host('Ana', 'lock');
    hall.leave('Ana');
    expect(hall.sit('Bo')).toBeNull();
    expect(hall.door.gathering.isLocked).toBe(false);
  });

  it('leaves the number of seats to the rules once the match has begun', () => {
    const hall = hallOf('Ana', 'Bo');
    hall.host('Ana', 'start');
    expect(hall.sit('Cy')).toBeNull();
  });

  it('lets those go of whom nothing was heard for twelve seconds, the host too', () => {
    const hall = hallOf('Ana', 'Bo');
    hall.pass(10_000);
    hall.sit('Bo');
    hall.pass(12_000);
    expect(hall.names).toEqual(['Ana', 'Bo']);
    hall.pass(12_001);
    expect(hall.names).toEqual(['Bo']);
    hall.host('Bo', 'start');
    expect(hall.door.gathering.isStarted).toBe(true);
  });

  it('keeps everybody, and the host as the host, while the room stands still for a minute', () => {
    const hall = hallOf('Ana', 'Bo');
    hall.pass(2000);
    hall.door.missAbsent(62_000);
    hall.sit('Bo');
    expect(hall.names).toEqual(['Ana', 'Bo']);
  });

  it('shows by another gathering that something has changed, and only then', () => {
    const hall = hallOf('Ana');
    const before = hall.door.gathering;
    hall.sit('Ana');
    hall.leave('Bo');
    hall.host('Bo', 'start');
    hall.host('Ana', 'unlock');
    expect(hall.door.gathering).toBe(before);
    hall.door.take({ ask: 'sit', person: 'Ana', name: 'Anna', connection: 'c' }, false, 0);
    expect(hall.names).toEqual(['Anna']);
  });
});
