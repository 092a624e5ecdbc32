import { decodeRecording, type Recording } from '../../../src/protocol/recording.ts';
import type { ReplayTrouble } from './messages.ts';

/** A match that has just ended is kept a moment later: so often it is asked for, and so many milliseconds apart. */
const ATTEMPTS = 8;
const RETRY_MS = 1_000;

/** A recording cannot be had. */
export class RecordingMissing extends Error {
  override readonly name = 'RecordingMissing';
  readonly why: ReplayTrouble;

  constructor(why: ReplayTrouble, found: string) {
    super(`no recording: ${found}`);
    this.why = why;
  }
}

/** A finished match's recording. @throws RecordingMissing, MalformedBytes */
export async function fetchRecording(match: string): Promise<Recording> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`/api/matches/${encodeURIComponent(match)}`).catch(() => null);
    if (response?.ok) return decodeRecording(new Uint8Array(await response.arrayBuffer()));
    if (attempt === ATTEMPTS)
      throw new RecordingMissing(response?.status === 404 ? 'unknown' : 'offline', `${response?.status}`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
