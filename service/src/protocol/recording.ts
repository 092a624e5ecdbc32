import type { Header } from '../../game/index.ts';
import { packLog, unpackLog } from '../store/match-log.ts';
import { ByteReader, ByteWriter, MalformedBytes } from './bytes.ts';

/** A finished match as it is sent to be watched again: all that is needed to play it. */
export interface Recording {
  readonly header: Header;
  /** The bytes of every tick as they were logged, from tick 0 on. */
  readonly ticks: readonly Uint8Array[];
}

const MOST_HEADER_BYTES = 1024;

/** Bytes of a recording: the header as JSON, its length first, then the log as it is kept (`store/match-log.ts`). */
export function encodeRecording({ header, ticks }: Recording): Uint8Array {
  return new ByteWriter().text(JSON.stringify(header)).raw(packLog(ticks)).finish();
}

/** The recording in the bytes. The rules check the header. @throws MalformedBytes */
export function decodeRecording(bytes: Uint8Array): Recording {
  const from = new ByteReader(bytes);
  const header = parseHeader(from.text(MOST_HEADER_BYTES));
  return { header, ticks: unpackLog(from.rest()) };
}

function parseHeader(text: string): Header {
  try {
    return JSON.parse(text) as Header;
  } catch {
    throw new MalformedBytes('the header is not JSON');
  }
}
