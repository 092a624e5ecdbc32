import type { Direction } from '../../../game/index.ts';
import { directionOf } from './keys.ts';
import { Swipe } from './swipe.ts';

/** What steering needs. */
export interface SteeringProps {
  /** Where fingers swipe. */
  readonly board: HTMLElement;
  /** Whether keys steer now, and so do nothing else. */
  readonly isPlaying: () => boolean;
  readonly turn: (dir: Direction) => void;
}

/** Keys anywhere, swipes on the board. Returns what ends it. */
export function listenForTurns({ board, isPlaying, turn }: SteeringProps): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const swipe = new Swipe();
  addEventListener(
    'keydown',
    (event) => {
      const dir = directionOf(event.code);
      if (dir === null || !isPlaying() || isBusy(event)) return;
      event.preventDefault();
      if (!event.repeat) turn(dir);
    },
    { signal },
  );
  board.addEventListener(
    'pointerdown',
    (event) => {
      board.setPointerCapture(event.pointerId);
      swipe.begin(event.pointerId, event.clientX, event.clientY);
    },
    { signal },
  );
  board.addEventListener(
    'pointermove',
    (event) => {
      const dir = swipe.move(event.pointerId, event.clientX, event.clientY);
      if (dir !== null) turn(dir);
    },
    { signal },
  );
  for (const over of ['pointerup', 'pointercancel'] as const)
    board.addEventListener(over, (event) => swipe.end(event.pointerId), { signal });
  return () => listening.abort();
}

/** Whether a key belongs to something else: a shortcut, a field, an open dialog. */
function isBusy({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isShortcut = ctrlKey || metaKey || altKey;
  return isShortcut || target instanceof HTMLInputElement || document.querySelector('dialog[open]') !== null;
}
