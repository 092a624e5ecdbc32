import type { Frame } from '../worker/messages.ts';

/** What can be heard. */
export type Cue = 'capture' | 'death' | 'out' | 'end';

/** What a frame sounds like to this page's player, given the one before; the weightiest thing wins. */
export function cueOf(before: Frame | null, frame: Frame): Cue | null {
  const { me } = frame;
  if (frame.ending !== null) return before?.ending === null ? 'end' : null;
  if (me === 0) return null;
  if (frame.deaths.some(({ who }) => who === me)) return 'death';
  if (frame.deaths.some(({ by, credited }) => by === me && credited)) return 'out';
  const hadTrail = before?.heads.some(({ who, trail }) => who === me && trail > 0) ?? false;
  if (!hadTrail) return null;
  for (let at = 1; at < frame.changes.length; at += 2) if (frame.changes[at] === me) return 'capture';
  return null;
}
