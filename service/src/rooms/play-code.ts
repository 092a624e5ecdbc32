import { randomInt } from 'node:crypto';
import { PLAY_CODE_LETTERS } from '../protocol/play-code.ts';

/** 32⁶ is a billion codes. */
const LENGTH = 6;

/** A random play code. */
export function drawPlayCode(): string {
  const letter = () => PLAY_CODE_LETTERS[randomInt(PLAY_CODE_LETTERS.length)];
  return Array.from({ length: LENGTH }, letter).join('');
}
