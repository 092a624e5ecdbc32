import { describe, expect, it } from 'vitest';
import { Census, type Command, keyBytes } from '../../../service/bench/keeping/census.ts';

/** Ten bytes for each field, and five around them, as BSON has them. */
const measure = (document: Command): number => 5 + 10 * Object.keys(document).length;

describe('the census of what MongoDB is asked for', () => {
  it('counts commands by name, their documents, and bytes both ways', () => {
    const census = new Census(measure);
    census.asked('insert', { insert: 'results', documents: [{}, {}, {}] });
    census.asked('update', { update: 'sittings', updates: [{}] });
    census.asked('find', { find: 'matches' });
    census.answered('find', { ok: 1 });
    expect(census.take()).toEqual({
      commands: { insert: 1, update: 1, find: 1 },
      operations: 3,
      documents: 4,
      bytesIn: 25 + 25 + 15,
      bytesOut: 15,
    });
  });

  it('counts from the last time on, and for each of several', () => {
    const census = new Census(measure);
    census.asked('find', { find: 'players' });
    census.take();
    for (let player = 0; player < 4; player += 1) census.asked('find', { find: 'players' });
    census.asked('insert', { insert: 'players', documents: [{}, {}] });
    expect(census.take(2)).toEqual({
      commands: { find: 2, insert: 0.5 },
      operations: 2.5,
      documents: 1,
      // Four of 15 bytes and one of 25, for two.
      bytesIn: 43,
      bytesOut: 0,
    });
  });

  it('leaves out what only serves the connection', () => {
    const census = new Census(measure);
    for (const name of ['hello', 'ping', 'saslStart', 'saslContinue', 'endSessions']) {
      census.asked(name, { [name]: 1 });
      census.answered(name, { ok: 1 });
    }
    expect(census.take()).toMatchObject({ operations: 0, bytesIn: 0, bytesOut: 0 });
  });
});

describe("a document's key in an index", () => {
  it('is its values and the number of its record', () => {
    // Two values of ten bytes, and eight.
    expect(keyBytes({ provider: 'google', subject: 'x' }, { provider: 1, subject: 1 }, measure)).toBe(28);
  });

  it('is one for each different value of a list', () => {
    const standings = [{ player: 'a' }, { player: 'b' }, { player: null }, { player: null }];
    expect(keyBytes({ standings }, { 'standings.player': 1 }, measure)).toBe(3 * 18);
  });

  it('is there also where the value is not', () => {
    expect(keyBytes({ standings: [] }, { 'standings.player': 1 }, measure)).toBe(18);
  });
});
