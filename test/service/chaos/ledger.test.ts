import { describe, expect, it } from 'vitest';
import { Ledger, noFindings } from '../../../service/bench/chaos/ledger.ts';
import { type Header, RULES_VERSION } from '../../../service/game/index.ts';
import { Replica } from '../../../service/src/protocol/replica.ts';
import { type Entry, encodeTick } from '../../../service/src/protocol/tick.ts';

const header: Header = { code: 'LEDGER', size: 'duel', bots: 0, rules: RULES_VERSION, countdown: 0 };
const join: Entry = { do: 'join', who: 1, person: 'p', name: 'P' };
const turn = (seq: number): Entry => ({ do: 'turn', who: 1, seq, dir: 2 });

/** A log with these entries, tick by tick, and a ledger whose player saw and sent all of it. */
function played(...ticks: Entry[][]) {
  const ledger = new Ledger({ header, match: 'm', isPublic: true, openedAt: 0 });
  const replica = Replica.begin(header);
  const log = ticks.map((entries, tick) => {
    const bytes = encodeTick(replica.chain, tick, entries);
    replica.apply(bytes);
    const at = ledger.noteSeen(tick, bytes);
    for (const entry of entries) {
      if (entry.do !== 'turn') continue;
      ledger.noteSent(entry.who, entry.seq, entry.dir);
      ledger.noteAcknowledged(entry.who, entry.seq, entry.dir, tick, at);
    }
    ledger.noteHash(tick + 1, replica.hash());
    return { tick, bytes };
  });
  return { ledger, log };
}

describe('the check of a chaos run', () => {
  it('finds nothing where nothing is wrong', () => {
    const { ledger, log } = played([join], [turn(1)], [], [turn(2)]);
    expect(ledger.check(log, 0)).toEqual({ strict: noFindings(), excused: noFindings() });
  });

  it('finds ticks and acknowledged inputs that the log has lost, or has otherwise', () => {
    const { ledger, log } = played([join], [turn(1)], [], [turn(2)]);
    expect(ledger.check(log.slice(0, 3), 0).strict).toMatchObject({ lost: 1, unlogged: 1 });
    const { log: other } = played([join], [], [], [turn(1)]);
    expect(ledger.check(other, 0).strict).toMatchObject({ lost: 2, unlogged: 3, diverged: 3 });
  });

  it('says which ticks the log lacks, and what it has in their place', () => {
    const { ledger, log } = played([join], [turn(1)], []);
    expect(ledger.unlogged(log)).toEqual([]);
    const other = [...log.slice(0, 1), { bytes: log[2]!.bytes }];
    expect(ledger.unlogged(other)).toMatchObject([
      { tick: 1, bytes: log[1]!.bytes, instead: log[2]!.bytes },
      { tick: 2, bytes: log[2]!.bytes, instead: undefined },
    ]);
  });

  it('counts what the stated exception lost apart, and nothing that came later', () => {
    const { ledger, log } = played([join], [turn(1)], [], [turn(2)]);
    const { strict, excused } = ledger.check(log.slice(0, 3), performance.now());
    expect(strict).toEqual(noFindings());
    expect(excused).toMatchObject({ lost: 1, unlogged: 1 });
  });

  it('finds inputs that the log has twice, and inputs that nobody sent', () => {
    const twice = played([join], [turn(1)], [turn(1)]);
    expect(twice.ledger.check(twice.log, 0).strict).toMatchObject({ doubled: 1 });
    const { ledger } = played([join], []);
    const invented = played([join], [turn(1)]);
    expect(ledger.check(invented.log, 0).strict).toMatchObject({ invented: 1 });
  });
});
