import { ByteReader, ByteWriter, MalformedBytes } from '../protocol/bytes.ts';
import { decodeTick, encodeTick, FIRST_CHAIN } from '../protocol/tick.ts';
import { InvalidRecord } from './record.ts';

/**
 * The whole log of a match in one row of bytes: the format (one byte, 1), the number of ticks (varint), then the bytes
 * of each tick as they were logged and broadcast, each after its length (varint). Nothing is left out or computed
 * again, so that a replay plays what the players saw, whatever becomes of the codec.
 */
const FORMAT = 1;

/**
 * Most bytes of a match's log, packed: more than 200 people can make who turn at every tick of a match (0.88 MB), so
 * that nobody can keep a match from being stored. In play it is under a fifth of that; BSON allows 16 MiB.
 */
const MOST_LOG_BYTES = 1024 * 1024;

/** Most ticks, twenty times a match's. */
const MOST_TICKS = 24_400;

/** @throws InvalidRecord if there are no ticks or more bytes than a match may have */
export function packLog(ticks: readonly Uint8Array[]): Uint8Array {
  if (ticks.length === 0 || ticks.length > MOST_TICKS)
    throw new InvalidRecord(`ticks: found ${ticks.length}, expected 1 to ${MOST_TICKS}`);
  const out = new ByteWriter().byte(FORMAT).varint(ticks.length);
  for (const tick of ticks) out.block(tick);
  if (out.length > MOST_LOG_BYTES)
    throw new InvalidRecord(`ticks: found a log of ${out.length} bytes, expected at most ${MOST_LOG_BYTES}`);
  return out.finish();
}

/** The ticks that `packLog` packed. @throws MalformedBytes if the bytes are anything else */
export function unpackLog(bytes: Uint8Array): Uint8Array[] {
  const from = new ByteReader(bytes);
  const format = from.byte();
  if (format !== FORMAT) throw new MalformedBytes(`log of format ${format}, format ${FORMAT} is known`);
  const ticks = Array.from({ length: from.varint(MOST_TICKS) }, () => from.block(MOST_LOG_BYTES).slice());
  from.end();
  return ticks;
}

/**
 * The log with the names and ids of some people blanked. The match plays as before, for the rules know no names; the
 * chain is made anew from the first change on. Ticks of older logs come in today's bytes.
 */
export function withoutNames(
  ticks: readonly Uint8Array[],
  persons: ReadonlySet<string>,
): readonly Uint8Array[] {
  let chain = FIRST_CHAIN;
  return ticks.map((bytes) => {
    const { tick, entries } = decodeTick(bytes);
    const blanked = entries.map((entry) =>
      entry.do === 'join' && persons.has(entry.person) ? { ...entry, person: '', name: '' } : entry,
    );
    const rewritten = encodeTick(chain, tick, blanked);
    chain = decodeTick(rewritten).chain;
    return rewritten;
  });
}
